"""Secrets in links and cookies: the database knows only their hashes, so a copy of it signs nobody in."""

import hashlib


def sha256_of_token(token: str) -> bytes:
    """Plain SHA-256 is enough: a token is 32 random bytes, which nobody can guess by trying."""
    return hashlib.sha256(token.encode()).digest()
