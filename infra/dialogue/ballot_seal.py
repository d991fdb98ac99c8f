"""Private answers of one question as one sealed value, which tells their number and nothing else.

The database alone opens nothing: the key comes from the master key, outside of it. Each ballot has the same length
and they are sorted by their keys, so neither length nor order says who answered what or when.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.ids import MeasurementId, QuestionId, TenantId
from domain.scoring.answer import HIGHEST, NOT_RELEVANT, Answer
from domain.scoring.tally import Ballot
from domain.sectors import Side
from infra.keys.sealing import NONCE_BYTES, SealIsBroken
from infra.master_keys import MasterKeyIsMissing, MasterKeys

PURPOSE: Final = "ballots"
KEY_BYTES: Final = 32
LENGTH: Final = KEY_BYTES + 2
"""Key, side, answer."""

SIDES: Final = tuple(Side)
ANSWERS: Final[tuple[Answer, ...]] = (*range(HIGHEST + 1), NOT_RELEVANT)

Ballots = Mapping[bytes, Ballot]
"""By the key that only the device's own secret leads to."""


class Box(msgspec.Struct, frozen=True):
    """Which box: a sealed value opens in no other."""

    tenant: TenantId
    measurement: MeasurementId
    question: QuestionId

    def associated_data(self) -> bytes:
        return f"{self.tenant}|{self.measurement}|{self.question}".encode()


class SealedBallots(msgspec.Struct, frozen=True):
    key_name: str
    sealed: bytes


def ballot_key(secret: bytes, box: Box) -> bytes:
    """The same for one device and one question, however often it is sent.

    Two questions' keys have nothing in common for whoever lacks the device's secret, which the database has nowhere.
    """
    return hmac.digest(secret, b"ballot|" + box.associated_data(), "sha256")


class BallotSeal:
    """`key_name` says which master key the seal's key comes from: it may change while a session runs."""

    def __init__(self, keys: MasterKeys) -> None:
        self._keys = keys

    def close(self, ballots: Ballots, box: Box) -> SealedBallots:
        rows = [key + bytes((SIDES.index(one.side), ANSWERS.index(one.answer))) for key, one in sorted(ballots.items())]
        nonce = secrets.token_bytes(NONCE_BYTES)
        name = self._keys.current.name
        return SealedBallots(
            name, nonce + AESGCM(self._key(name)).encrypt(nonce, b"".join(rows), box.associated_data())
        )

    def open(self, sealed: SealedBallots, box: Box) -> Ballots:
        """Raises `SealIsBroken` and `MasterKeyIsMissing`."""
        nonce, shut = sealed.sealed[:NONCE_BYTES], sealed.sealed[NONCE_BYTES:]
        try:
            content = AESGCM(self._key(sealed.key_name)).decrypt(nonce, shut, box.associated_data())
        except (InvalidTag, ValueError):
            raise SealIsBroken("a ballot box does not open") from None
        rows = [content[start : start + LENGTH] for start in range(0, len(content), LENGTH)]
        return {row[:KEY_BYTES]: Ballot(side=SIDES[row[-2]], answer=ANSWERS[row[-1]]) for row in rows}

    def _key(self, name: str) -> bytes:
        master = self._keys.named(name)
        if master is None:
            raise MasterKeyIsMissing(name)
        return hmac.digest(master.key, PURPOSE.encode(), "sha256")
