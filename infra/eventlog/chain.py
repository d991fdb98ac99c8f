"""What the database commits to when it appends, reckoned again without it.

The bytes are described in `docs/event-log.md`; the database's own words for them are `log.leaf` and `log.link`.
"""

import hashlib
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

GENESIS: Final = bytes(32)
"""The chain hash of an empty log."""

LEAF: Final = b"\x00\x01"
"""The leaf prefix of RFC 9162, then the version of the header's form."""

LINK: Final = b"\x02"
"""Neither a leaf (0x00) nor an inner node (0x01) of RFC 9162."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PLACE = struct.Struct(">iq16sqi")
_TIME = struct.Struct(">q")


class EventRow(msgspec.Struct, frozen=True, gc=False):
    """A row of `log.events`, column by column in its order."""

    tenant_id: int
    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    sealed: bytes | None
    subject_id: UUID | None
    state_hash: bytes
    sealed_hash: bytes
    chain_hash: bytes
    recorded_at: datetime
    command_id: UUID


class ChainPoint(msgspec.Struct, frozen=True):
    """How far a log was followed, and the hash that it had there."""

    position: int = 0
    chain_hash: bytes = GENESIS


class ChainIsBroken(Exception):
    """The first event at which a log is not what it was."""

    def __init__(self, position: int, what: str) -> None:
        super().__init__(f"the log is broken at position {position}: {what}")
        self.position = position
        self.what = what


def payload_hash(payload: bytes | None) -> bytes:
    """Of `state` or `sealed`. A missing payload hashes as an empty one, which no event can have."""
    return hashlib.sha256(payload or b"").digest()


def header(row: EventRow) -> bytes:
    """Every column but the payloads, which stand in it by their hashes, and the chain hash itself."""
    topic = row.topic.encode()
    subject = b"\x00" if row.subject_id is None else b"\x01" + row.subject_id.bytes
    place = _PLACE.pack(row.tenant_id, row.position, row.originator_id.bytes, row.originator_version, len(topic))
    recorded_at = _TIME.pack((row.recorded_at - _EPOCH) // _MICROSECOND)
    return b"".join((place, topic, subject, row.state_hash, row.sealed_hash, recorded_at, row.command_id.bytes))


def leaf_hash(row: EventRow) -> bytes:
    return hashlib.sha256(LEAF + header(row)).digest()


def link(previous: bytes, leaf: bytes) -> bytes:
    return hashlib.sha256(LINK + previous + leaf).digest()


def follow(tenant: int, rows: Iterable[EventRow], start: ChainPoint | None = None) -> ChainPoint:
    """Check every row against the one before it, from `start` or the log's beginning. Returns where it ends.

    Raises `ChainIsBroken` at the first event that was altered, removed, added, or moved.
    """
    point = start or ChainPoint()
    for row in rows:
        _check_place(tenant, row, point.position + 1)
        if row.state_hash != payload_hash(row.state):
            raise ChainIsBroken(row.position, "its state was altered")
        if row.sealed_hash != payload_hash(row.sealed):
            raise ChainIsBroken(row.position, "its sealed parts were altered")
        if row.chain_hash != link(point.chain_hash, leaf_hash(row)):
            raise ChainIsBroken(row.position, "it does not follow from the event before it")
        point = ChainPoint(row.position, row.chain_hash)
    return point


def _check_place(tenant: int, row: EventRow, expected: int) -> None:
    if row.position != expected:
        raise ChainIsBroken(expected, f"position {row.position} stands in its place")
    if row.tenant_id != tenant:
        raise ChainIsBroken(row.position, "it belongs to another tenant")
