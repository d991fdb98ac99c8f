"""Files of classification as they were imported. Nobody changes one; the newest counts, as a whole."""

import hashlib
from datetime import datetime
from typing import Final

import msgspec
from asyncpg import Connection

from domain.national.classification import Classification, read_classification

LARGEST: Final = 1 << 22
"""Bytes, as the database has it: some hundred thousand lines."""

INSERT_CLASSIFICATION: Final = """
    insert into national.classifications (sha256, file, imported_at, imported_by)
    values ($1, $2, $3, $4)
"""

NEWEST_CLASSIFICATION: Final = """
    select file
    from national.classifications
    order by id desc
    limit 1
"""

LIST_IMPORTS: Final = """
    select encode(sha256, 'hex') as sha256, imported_at, imported_by
    from national.classifications
    order by id
"""


class Imported(msgspec.Struct, frozen=True):
    sha256: str
    imported_at: datetime
    imported_by: str


async def keep_classification(connection: Connection, file: bytes, by: str, at: datetime) -> Classification:
    """Raises `ClassificationIsUnsound`, and then keeps nothing of it."""
    found = read_classification(file)
    await connection.execute(INSERT_CLASSIFICATION, hashlib.sha256(file).digest(), file, at, by)
    return found


async def newest_classification(connection: Connection) -> Classification:
    """An empty one where nobody has imported any."""
    file: bytes | None = await connection.fetchval(NEWEST_CLASSIFICATION)
    return read_classification(file) if file is not None else Classification()


async def imports(connection: Connection) -> list[Imported]:
    """Oldest first."""
    return [Imported(*row) for row in await connection.fetch(LIST_IMPORTS)]
