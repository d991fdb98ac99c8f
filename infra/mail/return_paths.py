"""Where letters come back to: an address for each of them, by which it is known again (VERP).

The token in it names the workspace and the mail, and carries a MAC: nobody makes one for a letter that they did not
get. Whoever got the letter has its token, and can say of that letter alone that it came back.
"""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import msgspec

from domain.ids import TenantId
from infra.master_keys import MasterKeys

PURPOSE: Final = "mail-return"
MAC_BYTES: Final = 8
TENANT_BYTES: Final = 4
NAME_BYTES: Final = TENANT_BYTES + 16
TOKEN_LENGTH: Final = 45
"""Letters and digits of base 32, because mail servers may change their case."""

LONGEST_LOCAL: Final = 16
"""Of the address that all of them begin with: 64 characters is what a mail server has to take (RFC 5321, 4.5.3.1.1)."""

TOKEN: Final = re.compile(rf"r-([a-z2-7]{{{TOKEN_LENGTH}}})@", re.IGNORECASE)


class MailName(msgspec.Struct, frozen=True):
    """Which letter of which workspace: `mail` is its row in the outbox."""

    tenant: TenantId
    mail: UUID


class ReturnPaths:
    """All under one address, such as retur@samson.example; mail to retur+…@samson.example has to arrive there too."""

    def __init__(self, address: str, keys: MasterKeys) -> None:
        self._local, _, self._domain = address.rpartition("@")
        self._keys = keys.derive_each(PURPOSE)

    def token(self, name: MailName) -> str:
        """The same at each attempt, as long as the master key is."""
        body = int(name.tenant).to_bytes(TENANT_BYTES, "big") + name.mail.bytes
        return _encoded(body + _mac(self._keys[0], body))

    def address(self, token: str) -> str:
        return f"{self._local}+r-{token}@{self._domain}"

    def find(self, text: str) -> Iterator[MailName]:
        """The letters that are named in the text, by tokens of ours."""
        for token in TOKEN.findall(text):
            name = self._read(token)
            if name is not None:
                yield name

    def _read(self, token: str) -> MailName | None:
        both = b32decode(token.upper() + "=" * (-TOKEN_LENGTH % 8))
        body, mac = both[:NAME_BYTES], both[NAME_BYTES:]
        if not any(hmac.compare_digest(_mac(key, body), mac) for key in self._keys) or _encoded(both) != token.lower():
            return None
        return MailName(TenantId(int.from_bytes(body[:TENANT_BYTES], "big")), UUID(bytes=body[TENANT_BYTES:]))


def _encoded(both: bytes) -> str:
    """In one way only: the last sign of a token has a bit that decoding passes over."""
    return b32encode(both).decode().rstrip("=").lower()


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]
