"""What nobody needs any more is deleted: run now and then by the worker."""

from datetime import datetime, timedelta

from domain.ids import TenantId
from infra.accounts.sessions import UNUSED, today
from infra.database import Database

KEPT_TO_EXPLAIN = timedelta(days=7)
"""So long we can still say that a link was used or is too old, rather than that we do not know it."""

DELETE_ENDED_SESSIONS = """
    delete from accounts.sessions
    where expires_at <= $1 or last_seen < $2
"""

DELETE_OLD_LINKS = """
    delete from accounts.sign_in_links
    where expires_at <= $1
"""


async def delete_ended_sessions_and_links(database: Database, now: datetime) -> None:
    async with database.transaction() as connection:
        await connection.execute(DELETE_ENDED_SESSIONS, now, today(now) - UNUSED)
        await connection.execute(DELETE_OLD_LINKS, now - KEPT_TO_EXPLAIN)


LIST_TENANTS = """
    select tenant_id
    from log.tenant_head
    order by tenant_id
"""


async def every_tenant(database: Database) -> list[TenantId]:
    """As `samson_worker`, who may see how far each log has come."""
    async with database.single_statements() as connection:
        return [TenantId(row["tenant_id"]) for row in await connection.fetch(LIST_TENANTS)]


DELETE_OLD_INVITATIONS = """
    delete from accounts.invitations
    where tenant_id = $1 and expires_at <= $2
"""


async def delete_old_invitations(database: Database, tenant: TenantId, now: datetime) -> None:
    """With their addresses."""
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OLD_INVITATIONS, tenant, now - KEPT_TO_EXPLAIN)


DELETE_OVER_TOKENS = """
    delete from accounts.access_tokens
    where tenant_id = $1 and expires_at <= $2
"""


async def delete_over_tokens(database: Database, tenant: TenantId, now: datetime) -> None:
    """Access tokens that open nothing any more."""
    async with database.tenant(tenant) as connection:
        await connection.execute(DELETE_OVER_TOKENS, tenant, now)
