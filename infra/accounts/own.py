"""What lies beside an account, for the person whose account it is."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.ids import TenantId
from infra.accounts.people import AccountId
from infra.database import Database


class OwnSession(msgspec.Struct, frozen=True):
    """`method` is how it was begun; the days are all that is kept of its use."""

    method: str
    began_at: datetime
    last_seen: date


class OwnInvitation(msgspec.Struct, frozen=True):
    """An open invitation that was sent to the account's address."""

    tenant: TenantId
    expires_at: datetime


FIND_CREATION = """
    select created_at
    from accounts.accounts
    where account_id = $1
"""

LIST_SESSIONS_OF_ACCOUNT = """
    select method, created_at, last_seen
    from accounts.sessions
    where account_id = $1
    order by created_at desc, token_sha256
"""

LIST_INVITATIONS_TO_ACCOUNT = """
    select distinct on (tenant_id) tenant_id, expires_at
    from accounts.invitations
    join accounts.accounts on email_key = lower(invitations.email)
    where account_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
    order by tenant_id, expires_at desc
"""


async def account_since(database: Database, account: AccountId) -> datetime | None:
    async with database.account(account) as connection:
        since: datetime | None = await connection.fetchval(FIND_CREATION, account)
    return since


async def sessions_of(database: Database, account: AccountId) -> Sequence[OwnSession]:
    """Newest first."""
    async with database.account(account) as connection:
        return [OwnSession(*row) for row in await connection.fetch(LIST_SESSIONS_OF_ACCOUNT, account)]


async def invitations_to(database: Database, account: AccountId, now: datetime) -> Sequence[OwnInvitation]:
    """In all workspaces: row-level security lets an account find those to its own address."""
    async with database.account(account) as connection:
        return [OwnInvitation(*row) for row in await connection.fetch(LIST_INVITATIONS_TO_ACCOUNT, account, now)]
