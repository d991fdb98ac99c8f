"""The cryptography of one seal: AES-256-GCM three times over, each with associated data that says where it belongs.

The master key wraps a subject's key, the subject's key wraps a part's key, the part's key seals the text.
Nothing in here keeps anything, and no error carries a key or a text.
"""

import secrets
from typing import NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.ids import SubjectId, TenantId
from domain.text import Clear, Sealed

KEY_BYTES = 32
NONCE_BYTES = 12


class SealIsBroken(Exception):
    """A sealed text or a wrapped key is not what it was, or not where it was."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap(key: bytes, wrapping_key: bytes, place: bytes) -> bytes:
    """Nonce (12 bytes), then the wrapped key and its tag (48 bytes)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, place)


def unwrap(wrapped: bytes, wrapping_key: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(wrapping_key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise SealIsBroken(f"the key of {place.decode()} does not unwrap") from None


def place_of_subject(tenant: TenantId, subject: SubjectId) -> bytes:
    return f"{tenant}|{subject}".encode()


class Place(NamedTuple):
    """Where a part belongs: a seal opens nowhere else."""

    tenant: TenantId
    originator_id: UUID
    originator_version: int
    part: str

    def associated_data(self) -> bytes:
        return "|".join(map(str, self)).encode()


def seal_part(text: Clear, subject_key: bytes, place: Place) -> tuple[Sealed, bytes]:
    """The sealed part, and its new key wrapped by its subject's."""
    key, key_id, nonce = new_key(), uuid4(), secrets.token_bytes(NONCE_BYTES)
    sealed = Sealed(
        subject=text.subject,
        originator_id=place.originator_id,
        originator_version=place.originator_version,
        part=place.part,
        key_id=key_id,
        nonce=nonce,
        ciphertext=AESGCM(key).encrypt(nonce, text.text.encode(), place.associated_data()),
    )
    return sealed, wrap(key, subject_key, _place_of_part_key(place.tenant, text.subject, key_id))


def open_part(sealed: Sealed, wrapped_key: bytes, subject_key: bytes, tenant: TenantId) -> str:
    """Raises `SealIsBroken` unless everything that `sealed` says of itself is what it was sealed with."""
    key = unwrap(wrapped_key, subject_key, _place_of_part_key(tenant, sealed.subject, sealed.key_id))
    place = Place(tenant, sealed.originator_id, sealed.originator_version, sealed.part)
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, place.associated_data()).decode()
    except (InvalidTag, ValueError):
        raise SealIsBroken(f"the text at {place.associated_data().decode()} does not open") from None


def _place_of_part_key(tenant: TenantId, subject: SubjectId, key_id: UUID) -> bytes:
    return f"{tenant}|{subject}|{key_id}".encode()
