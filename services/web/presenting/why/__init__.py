"""What the pages show that say why a figure is as it is, and why it moved."""
