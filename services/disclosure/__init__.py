"""Disclosure control on top of a solver: what is published of a snapshot, and the audit that has to pass."""
