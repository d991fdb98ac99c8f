"""A municipality's answers to what KS proposes: its own, in its own log."""
