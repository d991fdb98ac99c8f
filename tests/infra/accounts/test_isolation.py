"""Whose rows each setting shows: none without one, a tenant's own, a person's own, a token's own."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from uuid import uuid4

import asyncpg
import pytest
from database_plugin import DatabaseCopy

from domain.ids import SubjectId
from infra.accounts.directory import Workspace
from infra.accounts.invitations import issue_invitation
from infra.accounts.people import Account
from infra.accounts.tokens import sha256_of_token
from infra.database import ACCOUNT, INVITATION, TENANT, Database

pytestmark = pytest.mark.anyio

TABLES = ("workspaces", "memberships", "invitations")
ALL = ("accounts", "sessions", "sign_in_links", "one_click_links", *TABLES)


@pytest.fixture
async def token(worker: Database, town: Workspace, email: str, member: SubjectId, now: datetime) -> str:
    """With it, `town` has a row in each of the tables."""
    return await issue_invitation(worker, town.tenant, SubjectId(uuid4()), f"x{email}", now)


async def seen(database: Database, settings: Mapping[str, str]) -> dict[str, set[int]]:
    async with database.transaction(settings) as connection:
        return {
            table: {row[0] for row in await connection.fetch(f"select tenant_id from accounts.{table}")}
            for table in TABLES
        }


@pytest.mark.parametrize("role", ["samson_web", "samson_worker"])
async def test_without_any_setting_there_is_nothing(database: DatabaseCopy, role: str, token: str) -> None:
    async with Database.opened(database.url(role), size=1) as opened:
        assert await seen(opened, {}) == {table: set() for table in TABLES}


@pytest.mark.parametrize("role", ["samson_web", "samson_worker"])
async def test_a_tenant_sees_its_own_rows(database: DatabaseCopy, role: str, town: Workspace, token: str) -> None:
    async with Database.opened(database.url(role), size=1) as opened:
        assert await seen(opened, {TENANT: str(town.tenant)}) == {table: {town.tenant} for table in TABLES}


async def test_another_tenant_sees_none_of_them(
    web: Database, add_town: Callable[[], Awaitable[Workspace]], token: str
) -> None:
    other = await add_town()
    nothing: set[int] = set()
    assert await seen(web, {TENANT: str(other.tenant)}) == {
        "workspaces": {other.tenant},
        "memberships": nothing,
        "invitations": nothing,
    }


async def test_an_account_sees_its_own_memberships_and_workspaces(
    web: Database, add_town: Callable[[], Awaitable[Workspace]], town: Workspace, account: Account, token: str
) -> None:
    await add_town()
    assert await seen(web, {ACCOUNT: str(account.id)}) == {
        "workspaces": {town.tenant},
        "memberships": {town.tenant},
        "invitations": set(),
    }


async def test_another_account_sees_nothing(web: Database, token: str) -> None:
    assert await seen(web, {ACCOUNT: str(uuid4())}) == {table: set() for table in TABLES}


async def test_an_account_sees_itself_alone_among_the_members(
    web: Database, worker: Database, town: Workspace, account: Account, member: SubjectId, now: datetime
) -> None:
    async with worker.tenant(town.tenant) as connection:
        await connection.execute(
            "insert into accounts.accounts (account_id, email, created_at) values ($1, $2, $3)",
            other := uuid4(),
            f"{other}@arendal.example",
            now,
        )
        await connection.execute(
            "insert into accounts.memberships (tenant_id, subject_id, account_id) values ($1, $2, $3)",
            town.tenant,
            uuid4(),
            other,
        )
    async with web.account(account.id) as connection:
        assert [row[0] for row in await connection.fetch("select subject_id from accounts.memberships")] == [member]


async def test_an_account_changes_nothing_without_a_tenant(web: Database, account: Account, member: SubjectId) -> None:
    async with web.account(account.id) as connection:
        assert await connection.execute("delete from accounts.memberships") == "DELETE 0"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with web.account(account.id) as connection:
            await connection.execute(
                "insert into accounts.memberships (tenant_id, subject_id, account_id) values (1, $1, $2)",
                uuid4(),
                account.id,
            )


async def test_a_token_shows_its_invitation_and_no_more(
    web: Database, worker: Database, town: Workspace, token: str, email: str, now: datetime
) -> None:
    await issue_invitation(worker, town.tenant, SubjectId(uuid4()), f"y{email}", now)
    sha256 = sha256_of_token(token)
    assert await seen(web, {INVITATION: sha256.hex()}) == {
        "workspaces": set(),
        "memberships": set(),
        "invitations": {town.tenant},
    }
    async with web.transaction({INVITATION: sha256.hex()}) as connection:
        assert [row[0] for row in await connection.fetch("select token_sha256 from accounts.invitations")] == [sha256]
        assert (
            await connection.execute("update accounts.invitations set email = null, revoked_at = now()") == "UPDATE 0"
        )


async def test_a_tenant_cannot_write_into_another(
    worker: Database, add_town: Callable[[], Awaitable[Workspace]], town: Workspace, account: Account
) -> None:
    other = await add_town()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with worker.tenant(town.tenant) as connection:
            await connection.execute(
                "insert into accounts.memberships (tenant_id, subject_id, account_id) values ($1, $2, $3)",
                other.tenant,
                uuid4(),
                account.id,
            )


@pytest.mark.parametrize("role", ["samson_projector", "samson_keyring", "samson_ks", "samson_national"])
@pytest.mark.parametrize("table", ALL)
async def test_only_web_and_worker_come_near_the_accounts(database: DatabaseCopy, role: str, table: str) -> None:
    async with Database.opened(database.url(role), size=1) as opened:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="schema accounts"):
            async with opened.transaction() as connection:
                await connection.execute(f"select from accounts.{table}")
