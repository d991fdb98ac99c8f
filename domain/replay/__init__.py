"""A measurement as it was after any of its events, and which event moved which figure."""
