"""What editors do with working copies, sets of changes and the trash."""
