"""The keys outside the database: the first one seals, the older ones open what they sealed."""

import base64
import hmac
import secrets
from typing import Final

import msgspec

KEY_BYTES: Final = 32


class BrokenMasterKeys(Exception):
    """Says in one line what is wrong, and never shows a key."""


class MasterKeyIsMissing(Exception):
    """A key is wrapped by a master key that this process was not given."""


class MasterKey(msgspec.Struct, frozen=True):
    """One key and the name that sealed rows refer to it by."""

    name: str
    key: bytes

    def __repr__(self) -> str:
        return f"MasterKey({self.name!r}, …)"


class MasterKeys(msgspec.Struct, frozen=True):
    """`current` seals and signs; all of them open."""

    current: MasterKey
    older: tuple[MasterKey, ...] = ()

    def named(self, name: str) -> MasterKey | None:
        return next((key for key in (self.current, *self.older) if key.name == name), None)

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, from the current master key."""
        return hmac.digest(self.current.key, purpose.encode(), "sha256")

    def derive_each(self, purpose: str) -> tuple[bytes, ...]:
        """As `derive`, from each of them: what an older one has made can be known again."""
        return tuple(hmac.digest(one.key, purpose.encode(), "sha256") for one in (self.current, *self.older))

    def database_password(self, role: str) -> str:
        """The password of a database role in hex: nobody has to choose, store or hand round one."""
        return self.derive(f"database-role:{role}").hex()


def parse_master_keys(text: str) -> MasterKeys:
    """Read `name:base64 of 32 bytes`, one a line, the current one first."""
    keys = tuple(_parse_line(number, line) for number, line in enumerate(text.split(), start=1))
    if not keys:
        raise BrokenMasterKeys("there is no master key: write a line of name:base64 of 32 bytes")
    if len({key.name for key in keys}) != len(keys):
        raise BrokenMasterKeys("two master keys have the same name")
    return MasterKeys(keys[0], keys[1:])


def _parse_line(number: int, line: str) -> MasterKey:
    name, separator, encoded = line.partition(":")
    if not separator or not name:
        raise BrokenMasterKeys(f"master key {number} is not of the form name:base64")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise BrokenMasterKeys(f"master key {name!r} is not base64") from None
    if len(key) != KEY_BYTES:
        raise BrokenMasterKeys(f"master key {name!r} has {len(key)} bytes, not {KEY_BYTES}")
    return MasterKey(name, key)


def new_master_key_line(name: str) -> str:
    """A fresh key in the form that `parse_master_keys` reads."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
