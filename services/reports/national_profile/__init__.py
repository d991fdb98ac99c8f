"""The profile of a group of municipalities in a release: what pages and paper draw and write of it."""
