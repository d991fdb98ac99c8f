"""Read models, one folder each: writer and queries together."""
