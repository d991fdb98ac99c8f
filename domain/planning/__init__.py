"""The plan of a campaign: what a workspace makes one by, and what KS proposes."""
