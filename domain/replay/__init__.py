"""What a measurement's events say when they are read again: nothing here is stored."""
