"""Invitations to a round of a campaign: one for each person, to answer by oneself before the group meets."""
