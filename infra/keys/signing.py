"""Makes and changes the keys that sign checkpoints, and signs with the newest one. `docs/audit.md` says what is signed.

They sign for the whole installation: every tenant's checkpoints name its own log in their first line.
"""

import base64
from datetime import datetime
from typing import Final

from asyncpg import Connection
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from infra.database import Database
from infra.keys import sealing, signing_rows
from infra.keys.signing_rows import SigningKey, WrappedKey
from infra.master_keys import MasterKeyIsMissing, MasterKeys

KEY_CHANGE: Final = "samson key change"


class Signer:
    """One private key, opened. Kept no longer than the signing takes."""

    def __init__(self, public: SigningKey, private: bytes) -> None:
        self.key = public
        self._private = Ed25519PrivateKey.from_private_bytes(private)

    def __repr__(self) -> str:
        return f"Signer({self.key.number}, …)"

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519."""
        return self._private.sign(message)


class SigningKeys:
    """Neither its `repr` nor its errors show a private key."""

    def __init__(self, database: Database, master_keys: MasterKeys) -> None:
        """`database` connects as `samson_keyring`."""
        self._database = database
        self._master_keys = master_keys

    async def signer(self, now: datetime) -> Signer:
        """With the newest key. The first one is made when it is first needed."""
        async with self._database.transaction() as connection:
            signer = await self._newest(connection)
            if signer is None:
                await self._make(connection, None, now)
                signer = await self._newest(connection)
        if signer is None:
            raise LookupError("the signing keys have no private half")
        return signer

    async def rotate(self, now: datetime) -> SigningKey:
        """Make a new key, which the one before endorses; what is signed from now on is signed with it."""
        before = await self.signer(now)
        async with self._database.transaction() as connection:
            await self._make(connection, before, now)
        return (await self.signer(now)).key

    async def rewrap(self) -> int:
        """Wrap by the current master key what older ones wrapped. Returns how many keys that were."""
        current = self._master_keys.current.name
        async with self._database.transaction() as connection:
            old = await signing_rows.lock_signing_keys_of_older_masters(connection, current)
            for key in old:
                await signing_rows.replace_wrapped_key(connection, self._wrapped(key.number, self._unwrapped(key)))
        return len(old)

    async def _newest(self, connection: Connection) -> Signer | None:
        wrapped = await signing_rows.newest_wrapped_key(connection)
        if wrapped is None:
            return None
        keys = {key.number: key for key in await signing_rows.signing_keys(connection)}
        return Signer(keys[wrapped.number], self._unwrapped(wrapped))

    async def _make(self, connection: Connection, before: Signer | None, now: datetime) -> None:
        private = Ed25519PrivateKey.generate()
        public, number = private.public_key().public_bytes_raw(), before.key.number + 1 if before else 1
        endorsement = before.sign(key_change(before.key.public_key, public)) if before else None
        key = SigningKey(number, public, endorsement, now)
        await signing_rows.insert_signing_key(connection, key, self._wrapped(number, private.private_bytes_raw()))

    def _wrapped(self, number: int, private: bytes) -> WrappedKey:
        master = self._master_keys.current
        return WrappedKey(number, sealing.wrap(private, master.key, _place(number)), master.name)

    def _unwrapped(self, key: WrappedKey) -> bytes:
        master = self._master_keys.named(key.master_key)
        if master is None:
            raise MasterKeyIsMissing(key.master_key)
        return sealing.unwrap(key.wrapped, master.key, _place(key.number))


def _place(number: int) -> bytes:
    """Never that of a subject's key, whose first part is a number."""
    return f"signing|{number}".encode()


def key_change(old: bytes, new: bytes) -> bytes:
    """What an endorsement signs: that the public key `new` comes after `old`."""
    lines = (KEY_CHANGE, base64.b64encode(old).decode(), base64.b64encode(new).decode())
    return "".join(f"{line}\n" for line in lines).encode()


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
