"""Which letters were posted for whom, and what came back of them.

Nothing of what a report says is kept but its kind and its status code: the rest names people and their machines.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from infra.database import Database
from infra.mail.return_paths import MailName
from infra.translation.writing import day_of

KEPT: Final = timedelta(days=30)
"""Mail servers try for five days, and who complains does so soon. What comes later is of a letter unknown to us."""


class Why(StrEnum):
    """Of a letter: it will not arrive (`PERMANENT`), it is late (`TEMPORARY`), or it is unwanted (`COMPLAINT`)."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    COMPLAINT = "complaint"


class Report(msgspec.Struct, frozen=True):
    """`status` is a code of RFC 3463, such as 5.1.1; empty where none is given, as with a complaint."""

    why: Why
    status: str = ""


class Posted(msgspec.Struct, frozen=True):
    """`member` is the workspace's pseudonym of who it was to; `kind` that of the work which posted it."""

    member: SubjectId
    kind: str
    day: date


class OwnLetter(msgspec.Struct, frozen=True):
    """What who it was to may know of it."""

    day: date
    kind: str
    came_back: tuple[Why, ...]
    """The gravest first."""


class Returned(msgspec.Struct, frozen=True):
    """A letter of which something came back."""

    name: MailName
    posted: Posted
    report: Report


NOTE_POSTED = """
    insert into mail.posted (tenant_id, mail_id, subject_id, kind, day)
    values ($1, $2, $3, $4, $5)
    on conflict do nothing
"""


async def note_posted(database: Database, name: MailName, member: SubjectId, kind: str, now: datetime) -> None:
    """Before it is sent: what was sent and not noted could not be known when it comes back."""
    async with database.tenant(name.tenant) as connection:
        await connection.execute(NOTE_POSTED, name.tenant, name.mail, member, kind, day_of(now))


FIND_POSTED = """
    select subject_id, kind, day
    from mail.posted
    where tenant_id = $1 and mail_id = $2
"""


async def find_posted(connection: Connection, name: MailName) -> Posted | None:
    row = await connection.fetchrow(FIND_POSTED, name.tenant, name.mail)
    return Posted(*row) if row else None


NOTE_RETURNED = """
    insert into mail.returned (tenant_id, mail_id, why, status, day)
    select tenant_id, mail_id, $3, $4, $5
    from mail.posted
    where tenant_id = $1 and mail_id = $2
    on conflict do nothing
"""


async def note_returned(connection: Connection, name: MailName, report: Report, now: datetime) -> bool:
    """Whether this is said for the first time."""
    done = await connection.execute(NOTE_RETURNED, name.tenant, name.mail, report.why, report.status, day_of(now))
    return bool(done == "INSERT 0 1")


LIST_RETURNED = """
    select posted.mail_id, posted.subject_id, posted.kind, posted.day, returned.why, returned.status
    from mail.returned
    join mail.posted using (tenant_id, mail_id)
    where tenant_id = $1
    order by returned.day, posted.mail_id, returned.why
"""


async def returned_letters(connection: Connection, tenant: TenantId) -> Sequence[Returned]:
    """All that came back to a workspace within `KEPT`."""
    rows = await connection.fetch(LIST_RETURNED, tenant)
    return [
        Returned(
            MailName(tenant, row["mail_id"]),
            Posted(row["subject_id"], row["kind"], row["day"]),
            Report(Why(row["why"]), row["status"]),
        )
        for row in rows
    ]


OF_MEMBER = """
    select day, kind, array(
      select why
      from mail.returned
      where returned.tenant_id = posted.tenant_id and returned.mail_id = posted.mail_id
      order by array_position(array['complaint', 'permanent', 'temporary'], why)
    ) as came_back
    from mail.posted
    where tenant_id = $1 and subject_id = $2
    order by day desc, mail_id
"""


async def letters_to(connection: Connection, tenant: TenantId, member: SubjectId) -> Sequence[OwnLetter]:
    """Newest first, for the member."""
    rows = await connection.fetch(OF_MEMBER, tenant, member)
    return [OwnLetter(row["day"], row["kind"], tuple(Why(why) for why in row["came_back"])) for row in rows]


FORGET = """
    delete from mail.posted
    where tenant_id = $1 and subject_id = $2
"""


async def forget_posted(connection: Connection, tenant: TenantId, member: SubjectId) -> None:
    """With what came back."""
    await connection.execute(FORGET, tenant, member)


DELETE_OLD = """
    delete from mail.posted
    where tenant_id = $1 and day < $2
"""


async def delete_old_posted(database: Database, tenant: TenantId, today: date) -> None:
    """With what came back. As `samson_worker`."""
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OLD, tenant, today - KEPT)
