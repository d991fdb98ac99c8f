"""What somebody was reminded of, so that nobody is reminded twice; and for which day that was decided.

As `samson_worker`, but for a member's own look at it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from domain.reminding import Kind, Reminder
from infra.database import Database

KEPT: Final = timedelta(days=30)
"""After the action's date. No letter is written so late that it could be a second one."""


class Reminded(msgspec.Struct, frozen=True):
    """`day` is that of the letter, `due` the date of the action that it was about."""

    day: date
    kind: Kind
    due: date


LIST_WAITING = """
    select head.tenant_id
    from log.tenant_head as head
    left join accounts.reminded_days as reminded using (tenant_id)
    where reminded.day is null or reminded.day < $1
    order by head.tenant_id
"""


async def not_yet_reminded(database: Database, today: date) -> list[TenantId]:
    """Whose reminders of today are not written down."""
    async with database.single_statements() as connection:
        return [TenantId(row["tenant_id"]) for row in await connection.fetch(LIST_WAITING, today)]


TAKE_DAY = """
    insert into accounts.reminded_days (tenant_id, day)
    values ($1, $2)
    on conflict (tenant_id) do update set day = excluded.day where reminded_days.day < excluded.day
"""


async def take_day(connection: Connection, tenant: TenantId, today: date) -> bool:
    """Whether this transaction writes down the reminders of today. Another worker waits here, and is told no."""
    return bool(await connection.execute(TAKE_DAY, tenant, today) == "INSERT 0 1")


RECORD = """
    insert into accounts.action_reminders (tenant_id, subject_id, action_id, due, kind, collaboration_id, day)
    select tenant_id, subject_id, $3, $4, $5, $6, $7
    from accounts.memberships
    where tenant_id = $1 and subject_id = $2
    on conflict (tenant_id, subject_id, action_id, due, kind) do nothing
"""


async def record_reminder(
    connection: Connection, tenant: TenantId, member: SubjectId, reminder: Reminder, today: date
) -> bool:
    """Whether it is new: `False` for who was reminded of it before, and for who belongs there no more."""
    done = await connection.execute(
        RECORD, tenant, member, reminder.action, reminder.due, reminder.kind, reminder.collaboration, today
    )
    return bool(done == "INSERT 0 1")


OF_LETTER = """
    select collaboration_id, action_id, due, kind
    from accounts.action_reminders
    where tenant_id = $1 and subject_id = $2 and day = $3
    order by due, action_id, kind
"""


async def reminders_of_letter(
    connection: Connection, tenant: TenantId, member: SubjectId, day: date
) -> Sequence[Reminder]:
    """What stands in one letter, by the actions' dates."""
    rows = await connection.fetch(OF_LETTER, tenant, member, day)
    return [Reminder(row["collaboration_id"], row["action_id"], row["due"], Kind(row["kind"])) for row in rows]


OF_MEMBER = """
    select day, kind, due
    from accounts.action_reminders
    where tenant_id = $1 and subject_id = $2
    order by day desc, due, action_id, kind
"""


async def reminded_of(connection: Connection, tenant: TenantId, member: SubjectId) -> Sequence[Reminded]:
    """Newest first, for the member."""
    rows = await connection.fetch(OF_MEMBER, tenant, member)
    return [Reminded(day=row["day"], kind=Kind(row["kind"]), due=row["due"]) for row in rows]


DELETE_OLD = """
    delete from accounts.action_reminders
    where tenant_id = $1 and due < $2
"""


async def delete_old_reminders(database: Database, tenant: TenantId, today: date) -> None:
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OLD, tenant, today - KEPT)
