"""What the pages of campaigns show: plans in words, dates, groups and how far they are."""
