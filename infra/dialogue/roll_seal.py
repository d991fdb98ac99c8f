"""The roll of a measurement as one sealed value: whose invitation has led to an answer, and nothing else.

What is on it is neither when somebody answered, nor what, nor how much. The database alone opens nothing.
"""

import hmac
import secrets
from typing import Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.ids import InvitationId
from infra.dialogue.knocks import At
from infra.keys.sealing import NONCE_BYTES, SealIsBroken
from infra.master_keys import MasterKeyIsMissing, MasterKeys

PURPOSE: Final = "rolls"
SECRET_BYTES: Final = 32
ID_BYTES: Final = 16


class SealedRoll(msgspec.Struct, frozen=True):
    key_name: str
    sealed: bytes


class Roll(msgspec.Struct, frozen=True):
    """`secret` is random, and goes with the room: without it nothing leads from an invitation to a ballot."""

    secret: bytes
    answered: frozenset[InvitationId] = frozenset()

    def __repr__(self) -> str:
        return "Roll(…)"

    def secret_of(self, invitation: InvitationId) -> bytes:
        """What the ballots of one invitation are known by: the same on every device and by every link."""
        return hmac.digest(self.secret, b"invitation|" + invitation.bytes, "sha256")


def new_roll() -> Roll:
    return Roll(secret=secrets.token_bytes(SECRET_BYTES))


class RollSeal:
    """`key_name` says which master key the seal's key comes from: it may change while a round is open."""

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys

    def close(self, roll: Roll, at: At) -> SealedRoll:
        content = roll.secret + b"".join(sorted(one.bytes for one in roll.answered))
        nonce = secrets.token_bytes(NONCE_BYTES)
        name = self._keys.current.name
        return SealedRoll(name, nonce + AESGCM(self._key(name)).encrypt(nonce, content, _associated(at)))

    def open(self, sealed: SealedRoll, at: At) -> Roll:
        """Raises `SealIsBroken` and `MasterKeyIsMissing`."""
        nonce, shut = sealed.sealed[:NONCE_BYTES], sealed.sealed[NONCE_BYTES:]
        try:
            content = AESGCM(self._key(sealed.key_name)).decrypt(nonce, shut, _associated(at))
        except (InvalidTag, ValueError):
            raise SealIsBroken("a roll does not open") from None
        ids = [content[start : start + ID_BYTES] for start in range(SECRET_BYTES, len(content), ID_BYTES)]
        return Roll(content[:SECRET_BYTES], frozenset(InvitationId(UUID(bytes=one)) for one in ids))

    def _key(self, name: str) -> bytes:
        master = self._keys.named(name)
        if master is None:
            raise MasterKeyIsMissing(name)
        return hmac.digest(master.key, PURPOSE.encode(), "sha256")


def _associated(at: At) -> bytes:
    """A roll opens as that of no other measurement."""
    return f"{at.tenant}|{at.measurement}".encode()
