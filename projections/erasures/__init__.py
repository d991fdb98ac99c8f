"""What was asked to be erased, and what became of it."""
