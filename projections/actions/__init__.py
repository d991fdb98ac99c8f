"""The actions of a collaboration, in the order in which they were suggested."""
