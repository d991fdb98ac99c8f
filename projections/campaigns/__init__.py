"""The campaigns of a workspace, with their rounds and what became of each."""
