"""One national figure at a time: over quarters, spread, by group and on a map; and two releases side by side."""
