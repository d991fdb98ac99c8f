"""A collaboration: a concrete partnership, such as a municipality and a social enterprise, and who belongs to it."""
