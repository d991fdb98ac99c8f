"""How the sealed parts of one event lie in the column `sealed`: a MessagePack map, its keys in order."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from domain.ids import SubjectId
from domain.text import Sealed


class SealedPart(msgspec.Struct, frozen=True):
    """What the event itself does not say already."""

    ciphertext: bytes
    key_id: UUID
    nonce: bytes


_ENCODER = msgspec.msgpack.Encoder(uuid_format="bytes", order="sorted")
_DECODER = msgspec.msgpack.Decoder(dict[str, SealedPart])


def encode_parts(parts: Mapping[str, Sealed]) -> bytes:
    return _ENCODER.encode(
        {name: SealedPart(sealed.ciphertext, sealed.key_id, sealed.nonce) for name, sealed in parts.items()}
    )


def decode_parts(column: bytes, subject: UUID, originator_id: UUID, originator_version: int) -> dict[str, Sealed]:
    """The parts by name. The subject and the place of the event belong to the seal, so they come along."""
    return {
        name: Sealed(
            subject=SubjectId(subject),
            originator_id=originator_id,
            originator_version=originator_version,
            part=name,
            key_id=part.key_id,
            nonce=part.nonce,
            ciphertext=part.ciphertext,
        )
        for name, part in _DECODER.decode(column).items()
    }
