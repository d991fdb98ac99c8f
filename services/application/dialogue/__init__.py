"""Use cases of a live session: opening it, leading the group through it, and private answers."""
