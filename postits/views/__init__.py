"""For readers, for the person herself, for agents."""
