"""What is asked about one's data, and what becomes of it."""
