"""The instrument files that KS takes in: rows of the tenant KS, each under the SHA-256 of its bytes."""

import hashlib
from typing import Final

from asyncpg import Connection

from domain.ids import KS

LARGEST: Final = 1 << 20
"""Bytes. The shipped version in three languages is about a sixth of it."""

INSERT_FILE = """
    insert into instruments.files (tenant_id, file_sha256, file)
    values ($1, $2, $3)
    on conflict do nothing
"""

FIND_FILE = """
    select file
    from instruments.files
    where tenant_id = $1 and file_sha256 = $2
"""


def name_of(file: bytes) -> str:
    """What the file is called in KS's log."""
    return hashlib.sha256(file).hexdigest()


async def keep_file(connection: Connection, file: bytes) -> None:
    """In a transaction of the tenant KS. One that is there already is left as it is."""
    await connection.execute(INSERT_FILE, KS, bytes.fromhex(name_of(file)), file)


async def find_file(connection: Connection, sha256: str) -> bytes | None:
    """In a transaction of the tenant KS."""
    file: bytes | None = await connection.fetchval(FIND_FILE, KS, bytes.fromhex(sha256))
    return file
