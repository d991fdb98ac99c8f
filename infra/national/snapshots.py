"""Frozen quarters. `samson_national` alone reads and keeps them; nobody changes one."""

from datetime import datetime
from typing import Final

from asyncpg import Connection

from domain.national.quarter import Quarter
from domain.national.snapshot import Snapshot, read_snapshot, sha256_of, snapshot_bytes

INSERT_SNAPSHOT: Final = """
    insert into national.snapshots (sha256, quarter, body, taken_at)
    values ($1, $2, $3, $4)
    on conflict (sha256) do nothing
"""

FIND_SNAPSHOT: Final = """
    select body
    from national.snapshots
    where sha256 = $1
"""

LIST_SNAPSHOTS: Final = """
    select encode(sha256, 'hex') as sha256
    from national.snapshots
    where quarter = $1
    order by taken_at, sha256
"""


async def keep_snapshot(connection: Connection, snapshot: Snapshot, taken_at: datetime) -> str:
    """Its SHA-256 in hexadecimal, by which it is found. The same content is kept once, whenever it is taken again."""
    body = snapshot_bytes(snapshot)
    name = sha256_of(body)
    await connection.execute(INSERT_SNAPSHOT, bytes.fromhex(name), str(snapshot.quarter), body, taken_at)
    return name


async def find_snapshot(connection: Connection, sha256: str) -> Snapshot | None:
    body: bytes | None = await connection.fetchval(FIND_SNAPSHOT, bytes.fromhex(sha256))
    return read_snapshot(body) if body is not None else None


async def snapshots_of(connection: Connection, quarter: Quarter) -> list[str]:
    """The SHA-256 of each, in the order in which they were taken."""
    return [row["sha256"] for row in await connection.fetch(LIST_SNAPSHOTS, str(quarter))]
