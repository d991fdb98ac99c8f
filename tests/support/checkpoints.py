"""Signed checkpoints for tests: who signs them, and how they are checked by somebody who has nothing but the texts."""

import base64
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.ids import TenantId
from infra.clock import FixedClock
from infra.eventlog.chain import EventRow, leaf_hash
from infra.eventlog.merkle import root_of
from infra.eventlog.statements import READ_CHAIN
from infra.migrations.roles import WORKER
from services.application.checkpoints.signing import Notary
from services.application.world import World
from tests.database_plugin import DatabaseCopy
from tests.support.logs import answered, append, versions
from tests.support.worlds import opened_world

LOG_NAME = "samson.example"


class Note(msgspec.Struct, frozen=True):
    """A signed note, taken apart by the rules of C2SP alone."""

    origin: str
    size: int
    root: bytes
    signed: bytes
    lines: tuple[tuple[str, bytes], ...]
    """Names and what stands behind them: key id and signature."""

    def is_signed_by(self, verifier_key: str) -> bool:
        """Raises `InvalidSignature` where a line of this key is wrong."""
        name, key_id, encoded = verifier_key.split("+", 2)
        material = base64.b64decode(encoded)
        assert hashlib.sha256(f"{name}\n".encode() + material).hexdigest()[:8] == key_id
        for line, raw in self.lines:
            if line == name and raw[:4].hex() == key_id:
                Ed25519PublicKey.from_public_bytes(material[1:]).verify(raw[4:], self.signed)
                return True
        return False


def read_note(text: str) -> Note:
    body, _, signatures = text.partition("\n\n")
    origin, size, root = body.split("\n")
    assert signatures.endswith("\n")
    lines = [line.removeprefix("— ").split(" ") for line in signatures.splitlines()]
    raw = tuple((name, base64.b64decode(encoded, validate=True)) for name, encoded in lines)
    return Note(origin, int(size), base64.b64decode(root, validate=True), f"{body}\n".encode(), raw)


@asynccontextmanager
async def opened_notary(
    database: DatabaseCopy, redis_url: str, clock: FixedClock | None = None, hands_over: Sequence[str] = ()
) -> AsyncIterator[Notary]:
    async with opened_world(database, redis_url, WORKER, clock) as world:
        yield Notary(world, LOG_NAME, tuple(hands_over))


async def grow(world: World, tenant: TenantId, events: int = 1) -> int:
    """By a stream of its own; the position of the last event."""
    appended = await append(world.log, tenant, versions(uuid4(), [answered(n % 11) for n in range(events)]))
    return appended.last


def rows_of(database: DatabaseCopy, tenant: TenantId) -> list[EventRow]:
    with psycopg.connect(database.admin_url) as connection:
        statement = READ_CHAIN.replace("$1", "%s").replace("$2", "%s").replace("$3", "%s")
        return [EventRow(*row) for row in connection.execute(statement, (tenant, 0, 10**6)).fetchall()]


def root_in(database: DatabaseCopy, tenant: TenantId, size: int) -> bytes:
    """Of the first events as they lie in the database now."""
    return root_of(leaf_hash(row) for row in rows_of(database, tenant)[:size])
