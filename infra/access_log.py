"""What auditors asked for: a line for every request, written before it is answered, and never changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from infra.database import Database
from infra.identity import new_stream_id

LONGEST_PATH: Final = 500

KEPT: Final = timedelta(days=730)
"""From the request on."""


class Asked(msgspec.Struct, frozen=True):
    """`route` is the pattern that the path fits, without the kinds of its parameters; a path has no query.

    `refused`: the page was not for auditors.
    """

    auditor: SubjectId
    at: datetime
    method: str
    route: str
    path: str
    refused: bool


NOTE = """
    insert into auditors.access_log (tenant_id, request_id, auditor_id, at, method, route, path, refused)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def note_asked(database: Database, tenant: TenantId, asked: Asked) -> None:
    """Committed when this returns: whoever can't write it down shows nothing."""
    async with database.tenant(tenant) as connection:
        await connection.execute(
            NOTE,
            tenant,
            new_stream_id(),
            asked.auditor,
            asked.at,
            asked.method,
            asked.route,
            asked.path[:LONGEST_PATH],
            asked.refused,
        )


PAGE_OF_AUDITOR = """
    select auditor_id, at, method, route, path, refused
    from auditors.access_log
    where tenant_id = $1 and auditor_id = $2
    order by at desc, request_id desc
    limit $3 offset $4
"""


async def asked_by(
    connection: Connection, tenant: TenantId, auditor: SubjectId, limit: int, skipped: int = 0
) -> list[Asked]:
    """The newest first."""
    return [Asked(*row) for row in await connection.fetch(PAGE_OF_AUDITOR, tenant, auditor, limit, skipped)]


COUNT_BY_AUDITOR = """
    select auditor_id, count(*)
    from auditors.access_log
    where tenant_id = $1
    group by auditor_id
    order by auditor_id
"""


async def count_asked(connection: Connection, tenant: TenantId) -> Mapping[SubjectId, int]:
    """How many lines there are of each auditor who has any."""
    return {SubjectId(row[0]): row[1] for row in await connection.fetch(COUNT_BY_AUDITOR, tenant)}


DELETE_OLD = """
    delete from auditors.access_log
    where tenant_id = $1 and at <= $2
"""


async def delete_old_lines(database: Database, tenant: TenantId, now: datetime) -> None:
    """As `samson_worker`."""
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OLD, tenant, now - KEPT)
