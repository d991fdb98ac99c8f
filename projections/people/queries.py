"""Who belongs to the workspace."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from domain.ids import SubjectId, TenantId
from domain.text import Text
from domain.workspace.events import Role
from domain.workspace.state import Standing
from projections.sealed import unpacked


class Person(msgspec.Struct, frozen=True):
    """Address and name are sealed until a page opens them."""

    subject: SubjectId
    role: Role
    standing: Standing
    email: Text
    name: Text | None
    invited_at: datetime


PERSON = """
select subject_id, role, standing, email, name, invited_at
from read_people.people
where tenant_id = $1 and subject_id = $2
"""

AMONG = """
select subject_id, role, standing, email, name, invited_at
from read_people.people
where tenant_id = $1 and subject_id = any($2::uuid[])
order by subject_id
"""

PEOPLE = """
select subject_id, role, standing, email, name, invited_at
from read_people.people
where tenant_id = $1 and standing <> 'gone'
order by invited_at, subject_id
"""

GONE = """
select subject_id, role, standing, email, name, invited_at
from read_people.people
where tenant_id = $1 and standing = 'gone'
order by invited_at, subject_id
"""


async def person(connection: Connection, tenant: TenantId, subject: SubjectId) -> Person | None:
    row = await connection.fetchrow(PERSON, tenant, subject)
    return _person(row) if row else None


async def people_among(connection: Connection, tenant: TenantId, subjects: Collection[SubjectId]) -> list[Person]:
    """Those of them who are, or were, members."""
    return [_person(row) for row in await connection.fetch(AMONG, tenant, list(subjects))]


async def people(connection: Connection, tenant: TenantId) -> list[Person]:
    """Invited and joined, in the order of their invitations."""
    return [_person(row) for row in await connection.fetch(PEOPLE, tenant)]


async def people_who_left(connection: Connection, tenant: TenantId) -> list[Person]:
    """Members who left and invitations that were withdrawn, erased people among them."""
    return [_person(row) for row in await connection.fetch(GONE, tenant)]


def _person(row: Record) -> Person:
    return Person(
        subject=SubjectId(row["subject_id"]),
        role=Role(row["role"]),
        standing=Standing(row["standing"]),
        email=unpacked(row["email"]),
        name=unpacked(row["name"]) if row["name"] else None,
        invited_at=row["invited_at"],
    )


SHOWN = """
select subject_id::text, role, standing, email, name, timestamptz_send(invited_at) as invited_at
from read_people.people
where tenant_id = $1
order by subject_id
"""


def shown_people(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
