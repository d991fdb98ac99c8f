"""Links by which an invited person answers alone, without signing in.

A link says which invitation it is of, and proves it by a key that comes from the master key: no row keeps a secret, and
a letter that is written once more has the same link. `number` is the invitation's link: earlier ones open nothing.
"""

import base64
import hmac
import struct
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from domain.errors import DomainError
from domain.ids import InvitationId, MeasurementId, TenantId
from infra.master_keys import MasterKey, MasterKeys

PATH: Final = "/answer/"
"""Followed by the token: a page whose button posts."""

PURPOSE: Final = "answer-links"
CONTENT: Final = struct.Struct(">i16s16sH")
PROOF_BYTES: Final = 16
LENGTH: Final = -(-(CONTENT.size + PROOF_BYTES) * 4 // 3)
"""Characters. The bytes fill them without a rest, so that each link can be written in one way only."""


class AnswerLinkRefused(DomainError):
    """It is none of ours, or the person that it was for is forgotten here."""

    code: ClassVar[str] = "answer_link_refused"


class AnswerLink(msgspec.Struct, frozen=True):
    tenant: TenantId
    measurement: MeasurementId
    invitation: InvitationId
    number: int


class AnswerLinks:
    """The newest master key proves new links, and the older ones those that lie in mailboxes."""

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys

    def token(self, link: AnswerLink) -> str:
        content = CONTENT.pack(link.tenant, link.measurement.bytes, link.invitation.bytes, link.number)
        return base64.urlsafe_b64encode(content + _proof(self._keys.current, content)).decode()

    def read(self, token: str) -> AnswerLink:
        """Raises `AnswerLinkRefused`."""
        if len(token) != LENGTH or not token.isascii():
            raise AnswerLinkRefused
        try:
            whole = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            raise AnswerLinkRefused from None
        content, proof = whole[: CONTENT.size], whole[CONTENT.size :]
        keys = (self._keys.current, *self._keys.older)
        if not any(hmac.compare_digest(proof, _proof(key, content)) for key in keys):
            raise AnswerLinkRefused
        tenant, measurement, invitation, number = CONTENT.unpack(content)
        return AnswerLink(
            tenant=TenantId(tenant),
            measurement=MeasurementId(UUID(bytes=measurement)),
            invitation=InvitationId(UUID(bytes=invitation)),
            number=number,
        )


def _proof(master: MasterKey, content: bytes) -> bytes:
    key = hmac.digest(master.key, PURPOSE.encode(), "sha256")
    return hmac.digest(key, content, "sha256")[:PROOF_BYTES]
