"""The history of a measurement in words."""
