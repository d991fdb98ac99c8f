"""Every measurement as it stands: its answers, and the figures that it was closed with."""
