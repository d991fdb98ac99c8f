"""The texts of C2SP: signed notes, checkpoints, verifier keys and proofs. Every byte is said in `docs/audit.md`."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from domain.ids import TenantId

ED25519: Final = b"\x01"
"""The kind of signature by which a log signs its own checkpoints."""

DASH: Final = "\u2014"
KEY_ID_BYTES: Final = 4

COSIGNATURE: Final = re.compile(rf"{DASH} ([^\s+]+) ([A-Za-z0-9+/]+={{0,2}})")
SHORTEST_COSIGNATURE: Final = KEY_ID_BYTES + 8 + 64
"""Key id, time and Ed25519; the other kind that there is has a longer signature."""

MOST_COSIGNATURES: Final = 16
LONGEST_COSIGNATURE: Final = 4096
"""Characters."""


class CosignatureIsMalformed(Exception):
    """What a witness answered is no signature line."""


def origin_of(log_name: str, tenant: TenantId) -> str:
    """Whose log it is, in every checkpoint's first line."""
    return f"{log_name}/log/{tenant}"


def statement(origin: str, size: int, root: bytes) -> str:
    """What is signed."""
    return f"{origin}\n{size}\n{_base64(root)}\n"


def key_id(origin: str, public_key: bytes) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def signed_note(origin: str, statement: str, public_key: bytes, signature: bytes) -> str:
    return f"{statement}\n{DASH} {origin} {_base64(key_id(origin, public_key) + signature)}\n"


def verifier_key(origin: str, public_key: bytes) -> str:
    return f"{origin}+{key_id(origin, public_key).hex()}+{_base64(ED25519 + public_key)}"


def cosignatures(answer: str, origin: str) -> str:
    """The signature lines of a witness, as they can stand below a note. Raises `CosignatureIsMalformed`.

    Their shape is checked, and their signer is not: whoever trusts a witness has its key.
    """
    lines = answer.split("\n")
    if lines.pop() or not 0 < len(lines) <= MOST_COSIGNATURES:
        raise CosignatureIsMalformed
    for line in lines:
        found = COSIGNATURE.fullmatch(line) if len(line) <= LONGEST_COSIGNATURE else None
        if found is None or found[1] == origin or len(_decoded(found[2])) < SHORTEST_COSIGNATURE:
            raise CosignatureIsMalformed
    return answer


def added_checkpoint(old_size: int, proof: Sequence[bytes], note: str) -> str:
    """What a witness is sent: https://c2sp.org/tlog-witness."""
    return "".join((f"old {old_size}\n", *_hash_lines(proof), "\n", note))


def event_proof(header: bytes, index: int, proof: Sequence[bytes], note: str) -> str:
    """That an event stands in the log, to be checked offline: https://c2sp.org/tlog-proof. `index` counts from 0."""
    head = ("c2sp.org/tlog-proof@v1\n", f"extra {_base64(header)}\n", f"index {index}\n")
    return "".join((*head, *_hash_lines(proof), "\n", note))


def growth_proof(old_note: str, proof: Sequence[bytes], note: str) -> str:
    """That one checkpoint's log is the beginning of another's: both notes, and between them the hashes of the proof."""
    return "".join((old_note, "\n", *_hash_lines(proof), "\n", note))


def _hash_lines(hashes: Iterable[bytes]) -> list[str]:
    return [f"{_base64(one)}\n" for one in hashes]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise CosignatureIsMalformed from None
