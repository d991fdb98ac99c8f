"""A municipality's workspace: its own world, and who belongs to it in which role."""
