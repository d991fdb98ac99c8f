"""How far the computation of a release has come. Told by the worker, shown on KS's page; losing it loses nothing."""

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import KS


class Progress(msgspec.Struct, frozen=True):
    """`step` of `steps`."""

    step: int
    steps: int
    at: datetime


NOTE_PROGRESS = """
    insert into national.progress (tenant_id, order_id, step, steps, noted_at)
    values ($1, $2, $3, $4, $5)
    on conflict (tenant_id, order_id) do update
    set step = excluded.step, steps = excluded.steps, noted_at = excluded.noted_at
"""

FIND_PROGRESS = """
    select step, steps, noted_at
    from national.progress
    where tenant_id = $1 and order_id = $2
"""

FORGET_PROGRESS = """
    delete from national.progress
    where tenant_id = $1 and order_id = $2
"""


async def note_progress(connection: Connection, order: UUID, progress: Progress) -> None:
    """In a transaction of the tenant KS, as the next two."""
    await connection.execute(NOTE_PROGRESS, KS, order, progress.step, progress.steps, progress.at)


async def find_progress(connection: Connection, order: UUID) -> Progress | None:
    row = await connection.fetchrow(FIND_PROGRESS, KS, order)
    return None if row is None else Progress(row["step"], row["steps"], row["noted_at"])


async def forget_progress(connection: Connection, order: UUID) -> None:
    await connection.execute(FORGET_PROGRESS, KS, order)
