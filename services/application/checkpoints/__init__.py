"""Signing what a log holds, and handing the signed checkpoint over to where this installation can't change it."""
