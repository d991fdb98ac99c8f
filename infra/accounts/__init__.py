"""Accounts without tenants, and the rows that tie them to a pseudonym in a workspace."""
