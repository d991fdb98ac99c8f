"""Who is invited to which measurement of a campaign, and what became of the letters."""
