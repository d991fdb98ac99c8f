"""Use cases of campaigns: planning them, what they do by themselves, and inviting."""
