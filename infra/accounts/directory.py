"""Which workspaces there are, and which pseudonym an account has in which of them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import msgspec
import psycopg
from asyncpg import Connection, UniqueViolationError

from domain.errors import DomainError
from domain.ids import SubjectId, TenantId
from infra.accounts.people import Account, AccountId, find_account_by_email
from infra.database import Database
from infra.mail.returned import forget_posted

WorkspaceKind = Literal["municipality", "guest"]


class WorkspaceNameIsTaken(DomainError):
    """Another workspace has this short name in its address."""

    code: ClassVar[str] = "workspace_name_is_taken"


class Workspace(msgspec.Struct, frozen=True):
    """`slug` is its name in addresses, `country` two capital letters; a guest's figures never count nationally."""

    tenant: TenantId
    slug: str
    name: str
    country: str
    kind: WorkspaceKind


class Membership(msgspec.Struct, frozen=True):
    """Where somebody belongs, and as whom. What they may do there is said by the workspace's log."""

    workspace: Workspace
    subject: SubjectId


NEXT_TENANT = """
    select nextval('accounts.tenant_numbers')::integer
"""


async def next_tenant(database: Database) -> TenantId:
    """As `samson_worker`: a number that no workspace has had."""
    async with database.single_statements() as connection:
        return TenantId(await connection.fetchval(NEXT_TENANT))


INSERT_WORKSPACE = """
    insert into accounts.workspaces (tenant_id, slug, name, country, kind)
    values ($1, $2, $3, $4, $5)
    on conflict (tenant_id) do nothing
"""


async def add_workspace(database: Database, workspace: Workspace) -> None:
    """As `samson_worker`; a second time changes nothing. Raises `WorkspaceNameIsTaken`."""
    async with database.tenant(workspace.tenant) as connection:
        await insert_workspace(connection, workspace)


async def insert_workspace(connection: Connection, workspace: Workspace) -> None:
    """As `add_workspace`, in a transaction that works for the workspace's tenant."""
    try:
        await connection.execute(INSERT_WORKSPACE, *msgspec.structs.astuple(workspace))
    except UniqueViolationError:
        raise WorkspaceNameIsTaken(slug=workspace.slug) from None


FIND_WORKSPACE = """
    select tenant_id, slug, name, country, kind
    from accounts.workspaces
    where tenant_id = $1
"""


async def find_workspace(database: Database, tenant: TenantId) -> Workspace | None:
    async with database.reading(tenant) as connection:
        row = await connection.fetchrow(FIND_WORKSPACE, tenant)
    return None if row is None else Workspace(*row)


LIST_SLUGS = """
    select slug
    from accounts.workspaces
    order by slug
"""


def every_slug(admin: psycopg.Connection[Any]) -> list[str]:
    """For commands that work as the administrator; every other role sees its own workspaces only."""
    return [slug for (slug,) in admin.execute(LIST_SLUGS).fetchall()]


LIST_MEMBERSHIPS_OF_ACCOUNT = """
    select tenant_id, slug, name, country, kind, subject_id
    from accounts.memberships
    join accounts.workspaces using (tenant_id)
    where account_id = $1
    order by slug
"""


async def memberships_of(database: Database, account: AccountId) -> list[Membership]:
    """By short name."""
    async with database.account(account) as connection:
        rows = await connection.fetch(LIST_MEMBERSHIPS_OF_ACCOUNT, account)
    return [Membership(Workspace(*row[:5]), row["subject_id"]) for row in rows]


FIND_MEMBERSHIP = """
    select tenant_id, slug, name, country, kind, subject_id
    from accounts.memberships
    join accounts.workspaces using (tenant_id)
    where account_id = $1 and slug = $2
"""


async def find_membership(database: Database, account: AccountId, slug: str) -> Membership | None:
    """`None` where there is no such workspace, and just so where there is one that the account is no member of."""
    async with database.account(account) as connection:
        row = await connection.fetchrow(FIND_MEMBERSHIP, account, slug)
    return None if row is None else Membership(Workspace(*row[:5]), row["subject_id"])


LIST_MEMBERS = """
    select subject_id, account_id, email, ks_role
    from accounts.memberships
    join accounts.accounts using (account_id)
    where tenant_id = $1
    order by subject_id
"""


async def members_of(database: Database, tenant: TenantId) -> Mapping[SubjectId, Account]:
    """Who stands behind the pseudonyms of a workspace: for its administrator."""
    async with database.reading(tenant) as connection:
        rows = await connection.fetch(LIST_MEMBERS, tenant)
    return {row[0]: Account(*row[1:]) for row in rows}


IS_MEMBER = """
    select exists (
        select
        from accounts.memberships
        join accounts.accounts using (account_id)
        where tenant_id = $1 and email_key = lower($2)
    )
"""


async def is_member(database: Database, tenant: TenantId, email: str) -> bool:
    """Whether somebody with this address belongs to the workspace already."""
    async with database.reading(tenant) as connection:
        return bool(await connection.fetchval(IS_MEMBER, tenant, email))


INSERT_MEMBERSHIP = """
    insert into accounts.memberships (tenant_id, subject_id, account_id)
    values ($1, $2, $3)
    on conflict do nothing
"""

FIND_MEMBERSHIPS_LIKE = """
    select subject_id, account_id
    from accounts.memberships
    where tenant_id = $1 and (subject_id = $2 or account_id = $3)
    order by subject_id
"""


async def add_membership(connection: Connection, tenant: TenantId, subject: SubjectId, account: AccountId) -> bool:
    """Whether the account is this member now: `False` where it is another one, or the pseudonym somebody else's."""
    await connection.execute(INSERT_MEMBERSHIP, tenant, subject, account)
    rows = await connection.fetch(FIND_MEMBERSHIPS_LIKE, tenant, subject, account)
    return [tuple(row) for row in rows] == [(subject, account)]


DELETE_MEMBERSHIP = """
    delete from accounts.memberships
    where tenant_id = $1 and subject_id = $2
    returning account_id
"""

DELETE_INVITATIONS_OF_SUBJECT = """
    delete from accounts.invitations
    where tenant_id = $1 and subject_id = $2
"""

DELETE_ACCOUNT_WITHOUT_MEMBERSHIPS = """
    delete from accounts.accounts
    where account_id = $1 and ks_role is null
      and not exists (select from accounts.memberships where memberships.account_id = accounts.account_id)
"""


async def forget_member(database: Database, tenant: TenantId, subject: SubjectId) -> None:
    """End the tie between a pseudonym and a person; who belongs nowhere else has no account afterwards."""
    async with database.tenant(tenant) as connection:
        account = await connection.fetchval(DELETE_MEMBERSHIP, tenant, subject)
        await connection.execute(DELETE_INVITATIONS_OF_SUBJECT, tenant, subject)
        await forget_posted(connection, tenant, subject)
    if account is not None:
        async with database.account(account) as connection:
            await connection.execute(DELETE_ACCOUNT_WITHOUT_MEMBERSHIPS, account)


async def forget_account(database: Database, email: str) -> None:
    """Delete the account of an address that belongs nowhere. For whoever was interrupted in `forget_member`."""
    async with database.transaction() as connection:
        account = await find_account_by_email(connection, email)
    if account is not None:
        async with database.account(account.id) as connection:
            await connection.execute(DELETE_ACCOUNT_WITHOUT_MEMBERSHIPS, account.id)
