"""Work that must happen: rows of `log.outbox`, taken by workers, at least once each.

A worker takes a row for a while (`LEASE`) and counts the attempt before it begins, so that work that kills its
worker comes to an end too. All times are the database's own: workers' clocks need not agree.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from infra.database import Database

LEASE = timedelta(minutes=10)
"""How long a row is withheld from other workers. Whoever does the work gives up before."""


class TakenWork(msgspec.Struct, frozen=True):
    """One row, taken. `attempts` counts this one too; `late` is how long after its time it was taken."""

    tenant: TenantId
    id: UUID
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    late: timedelta

    def __repr__(self) -> str:
        return f"TakenWork({self.kind}, tenant {self.tenant}, {self.id}, attempt {self.attempts})"


class Backlog(msgspec.Struct, frozen=True):
    """Rows to be done by now, how long the eldest has waited, and rows that were set aside after failing for good."""

    waiting: int
    eldest: timedelta
    set_aside: int


ENQUEUE = """
    select log.enqueue($1, array[row($2::text, $3::jsonb, $4::timestamptz)]::log.new_outbox[])
"""


async def enqueue(
    connection: Connection, tenant: TenantId, kind: str, payload: Mapping[str, Any], at: datetime | None = None
) -> None:
    """In the caller's transaction, which works for `tenant`. What follows from an event is appended with it instead.

    To be done at once, or not before `at`.
    """
    await connection.execute(ENQUEUE, tenant, kind, msgspec.json.encode(payload).decode(), at)


TAKE_WORK = """
    with due as (
        select tenant_id, id, available_at
        from log.outbox
        where done_at is null and available_at <= clock_timestamp() and kind = any($1::text[])
        order by available_at, id
        limit $2
        for update skip locked
    )
    update log.outbox as work
    set attempts = work.attempts + 1, available_at = clock_timestamp() + $3::interval
    from due
    where work.tenant_id = due.tenant_id and work.id = due.id
    returning work.tenant_id, work.id, work.kind, work.payload, work.attempts, clock_timestamp() - work.created_at
"""


async def take_work(database: Database, kinds: Collection[str], limit: int) -> list[TakenWork]:
    """Up to `limit` rows that are due, none of which anybody else has taken."""
    async with database.single_statements() as connection:
        rows = await connection.fetch(TAKE_WORK, list(kinds), limit, LEASE)
    return [
        TakenWork(tenant, id_, kind, msgspec.json.decode(payload), *rest) for tenant, id_, kind, payload, *rest in rows
    ]


FINISH_WORK = """
    update log.outbox
    set done_at = clock_timestamp(), payload = '{}', last_error = null
    where tenant_id = $1 and id = $2 and done_at is null
"""


async def finish_work(database: Database, work: TakenWork) -> None:
    async with database.single_statements() as connection:
        await connection.execute(FINISH_WORK, work.tenant, work.id)


PUT_WORK_BACK = """
    update log.outbox
    set available_at = clock_timestamp() + $4::interval, last_error = $5
    where tenant_id = $1 and id = $2 and attempts = $3 and done_at is null
"""


async def put_work_back(database: Database, work: TakenWork, wait: timedelta, error: str) -> None:
    """For another attempt after `wait`. Changes nothing when somebody else has taken it since."""
    async with database.single_statements() as connection:
        await connection.execute(PUT_WORK_BACK, work.tenant, work.id, work.attempts, wait, error)


PUT_WORK_OFF = """
    update log.outbox
    set available_at = clock_timestamp() + $4::interval, attempts = attempts - 1
    where tenant_id = $1 and id = $2 and attempts = $3 and done_at is null
"""


async def put_work_off(database: Database, work: TakenWork, wait: timedelta) -> None:
    """As if it had not been taken: nothing failed, its turn has not come. Otherwise as `put_work_back`."""
    async with database.single_statements() as connection:
        await connection.execute(PUT_WORK_OFF, work.tenant, work.id, work.attempts, wait)


UNTIL_NEXT = """
    select min(available_at) - clock_timestamp()
    from log.outbox
    where done_at is null and attempts = 0 and kind = any($1::text[])
"""


async def until_next(database: Database, kinds: Collection[str]) -> timedelta | None:
    """When the next row is due that nobody has tried; `None` where there is none."""
    async with database.single_statements() as connection:
        return cast("timedelta | None", await connection.fetchval(UNTIL_NEXT, list(kinds)))


SET_WORK_ASIDE = """
    update log.outbox
    set available_at = 'infinity', last_error = $4
    where tenant_id = $1 and id = $2 and attempts = $3 and done_at is null
"""


async def set_work_aside(database: Database, work: TakenWork, error: str) -> None:
    """Nobody takes it any more, until somebody who mended the cause calls `take_up_again`."""
    async with database.single_statements() as connection:
        await connection.execute(SET_WORK_ASIDE, work.tenant, work.id, work.attempts, error)


TAKE_UP_AGAIN = """
    update log.outbox
    set available_at = clock_timestamp(), attempts = 0
    where available_at = 'infinity' and done_at is null
"""


async def take_up_again(database: Database) -> int:
    """All that was set aside. Returns how many rows that were."""
    async with database.single_statements() as connection:
        status = await connection.execute(TAKE_UP_AGAIN)
    return int(status.removeprefix("UPDATE "))


MEASURE_BACKLOG = """
    select
        count(*) filter (where available_at <= clock_timestamp()),
        coalesce(max(clock_timestamp() - available_at) filter (where available_at <= clock_timestamp()), '0'),
        count(*) filter (where available_at = 'infinity')
    from log.outbox
    where done_at is null
"""


async def measure_backlog(database: Database) -> Backlog:
    """Also counts kinds that no worker knows: they wait, and show in here."""
    async with database.single_statements() as connection:
        return Backlog(*await connection.fetchrow(MEASURE_BACKLOG))


FORGET_SUBJECT = """
    update log.outbox
    set payload = '{}', done_at = coalesce(done_at, clock_timestamp())
    where tenant_id = $1 and payload::text like '%' || $2::uuid::text || '%'
"""

FORGET_ADDRESS = """
    update log.outbox
    set payload = '{}', done_at = coalesce(done_at, clock_timestamp())
    where lower(payload ->> 'email') = lower($1)
      and not exists (select from accounts.accounts where accounts.email_key = lower($1))
"""


async def forget_in_work(database: Database, tenant: TenantId, subject: SubjectId, email: str | None) -> None:
    """Empty and end work that names somebody: in the workspace the pseudonym, anywhere an address without account."""
    async with database.tenant(tenant) as connection:
        await connection.execute(FORGET_SUBJECT, tenant, subject)
        if email is not None:
            await connection.execute(FORGET_ADDRESS, email)


DELETE_DONE_WORK = """
    delete from log.outbox
    where done_at < clock_timestamp() - $1::interval
"""


async def delete_done_work(database: Database, older_than: timedelta) -> None:
    async with database.single_statements() as connection:
        await connection.execute(DELETE_DONE_WORK, older_than)
