"""New identities. Everything random that names something is made here."""

import secrets
import time
from uuid import UUID, uuid4

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def new_stream_id() -> UUID:
    """A version 7 UUID (RFC 9562): the streams of one day lie beside each other in an index.

    Its first 48 bits tell the millisecond of its making, so it names streams and commands only, never a person.
    """
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | _VERSION_7 | secrets.randbits(12) << 64 | _VARIANT | secrets.randbits(62))


def new_subject_id() -> UUID:
    """A pseudonym: 122 random bits that tell nothing, neither who nor when."""
    return uuid4()


def new_token() -> str:
    """A secret for a link or a cookie: 32 random bytes as 43 characters that are safe in an address."""
    return secrets.token_urlsafe(32)
