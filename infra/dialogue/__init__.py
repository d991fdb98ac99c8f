"""A dialogue session while it runs: the room, the devices in it, and private answers until they are revealed."""
