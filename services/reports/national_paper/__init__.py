"""A published release on paper: the whole of it for readers, with the same stored numbers as its files."""
