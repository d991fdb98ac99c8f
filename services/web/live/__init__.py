"""Live sessions on their way to open pages: one look at a room for all who follow it in this process."""
