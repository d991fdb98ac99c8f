"""Export a workspace's history, so that it can be checked without us."""
