"""Links in letters by which reminders from one workspace are turned off, without signing in.

Whoever holds one can turn them off for the member to whom the letter was sent, and can do nothing else. It begins with
the workspace's number, so that it is looked for among that workspace's rows only.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Final

import msgspec
from asyncpg import Connection

from domain.errors import DomainError
from domain.ids import SubjectId, TenantId
from infra.accounts.tokens import sha256_of_token
from infra.database import Database
from infra.identity import new_token

PATH: Final = "/letters/stop/"
"""Followed by the token: a page whose button posts; mail programs post to the same address (RFC 8058)."""

LIVES: Final = timedelta(days=400)
"""A letter may be found again long after."""

LARGEST_TENANT: Final = 2**31 - 1
LONGEST_NUMBER: Final = len(str(LARGEST_TENANT))


class StopLinkRefused(DomainError):
    """Too old, or its member has turned reminders on again since, or has left."""

    code: ClassVar[str] = "stop_link_refused"


class Stoppable(msgspec.Struct, frozen=True):
    """Whose reminders a link turns off, and where."""

    tenant: TenantId
    member: SubjectId


ISSUE = """
    insert into accounts.stop_links (tenant_id, token_sha256, subject_id, issued_at)
    select tenant_id, $3, subject_id, $4
    from accounts.memberships
    where tenant_id = $1 and subject_id = $2
"""


async def issue_stop_link(database: Database, tenant: TenantId, member: SubjectId, now: datetime) -> str | None:
    """The path of a link of one letter's own, made when the letter is sent; `None` for who belongs there no more."""
    token = f"{tenant}-{new_token()}"
    async with database.tenant(tenant) as connection:
        done = await connection.execute(ISSUE, tenant, member, sha256_of_token(token), now)
    return f"{PATH}{token}" if done == "INSERT 0 1" else None


FIND = """
    select subject_id
    from accounts.stop_links
    where tenant_id = $1 and token_sha256 = $2 and issued_at > $3
"""


async def find_stop_link(database: Database, token: str, now: datetime) -> Stoppable:
    """Looking changes nothing. Raises `StopLinkRefused`."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER and int(number) <= LARGEST_TENANT):
        raise StopLinkRefused
    tenant = TenantId(int(number))
    async with database.reading(tenant) as connection:
        member = await connection.fetchval(FIND, tenant, sha256_of_token(token), now - LIVES)
    if member is None:
        raise StopLinkRefused
    return Stoppable(tenant=tenant, member=SubjectId(member))


END = """
    delete from accounts.stop_links
    where tenant_id = $1 and subject_id = $2
"""


async def end_stop_links(connection: Connection, tenant: TenantId, member: SubjectId) -> None:
    """All of one member: from now on they turn nothing off."""
    await connection.execute(END, tenant, member)


DELETE_OLD = """
    delete from accounts.stop_links
    where tenant_id = $1 and issued_at <= $2
"""


async def delete_old_stop_links(database: Database, tenant: TenantId, now: datetime) -> None:
    """As `samson_worker`."""
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OLD, tenant, now - LIVES)
