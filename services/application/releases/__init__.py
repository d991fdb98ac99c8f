"""National releases: ordered by KS, computed by a worker, let through by two people."""
