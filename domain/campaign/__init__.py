"""Campaigns: re-measurement again and again, by itself. Source: domain model, section 6."""
