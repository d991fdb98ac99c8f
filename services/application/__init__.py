"""Use cases: load an aggregate, let the domain decide, append what happened."""
