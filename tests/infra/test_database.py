"""Pools whose tenant ends with its transaction, whatever happens in the middle of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import asyncpg
import pytest
from database_plugin import DatabaseCopy

from domain.ids import TenantId
from infra.database import Database, TransactionWasLost
from infra.migrations.roles import WEB

pytestmark = pytest.mark.anyio

ARENDAL = TenantId(7)
WHO = "select coalesce(log.tenant()::text, 'nobody') || ' ' || coalesce(current_setting('samson.account_id', true), '')"


@pytest.fixture
async def pool(database: DatabaseCopy) -> AsyncIterator[Database]:
    """One connection only, so that the next user always gets the one that was used before."""
    async with Database.opened(database.url(WEB), size=1) as pool:
        yield pool


async def who_comes_next(pool: Database) -> str:
    async with pool.single_statements() as connection:
        return str(await connection.fetchval(WHO)).strip()


async def test_a_transaction_works_for_its_tenant(pool: Database) -> None:
    async with pool.tenant(ARENDAL) as connection:
        assert await connection.fetchval("select log.tenant()") == ARENDAL


async def test_a_transaction_works_for_its_account_and_no_tenant(pool: Database) -> None:
    account = uuid4()
    async with pool.account(account) as connection:
        assert await connection.fetchval(WHO) == f"nobody {account}"


async def test_the_tenant_ends_with_a_commit(pool: Database) -> None:
    async with pool.tenant(ARENDAL) as connection:
        await connection.execute("select 1")
    assert await who_comes_next(pool) == "nobody"


async def test_the_tenant_ends_with_an_error_of_ours(pool: Database) -> None:
    with pytest.raises(KeyError):
        async with pool.tenant(ARENDAL):
            raise KeyError
    assert await who_comes_next(pool) == "nobody"


async def test_the_tenant_ends_with_an_error_of_the_database(pool: Database) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with pool.tenant(ARENDAL) as connection:
            await connection.execute("select 1/0")
    assert await who_comes_next(pool) == "nobody"


async def test_the_tenant_ends_with_a_request_that_is_cancelled_in_a_query(pool: Database) -> None:
    async def request() -> None:
        async with pool.tenant(ARENDAL) as connection:
            running.set()
            await connection.execute("select pg_sleep(30)")

    running = asyncio.Event()
    task = asyncio.create_task(request())
    await running.wait()
    await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await who_comes_next(pool) == "nobody"


async def test_the_tenant_ends_with_a_connection_that_dies_in_the_middle(
    pool: Database, database: DatabaseCopy
) -> None:
    async def request() -> None:
        async with pool.tenant(ARENDAL) as connection:
            backend = await connection.fetchval("select pg_backend_pid()")
            await admin.fetchval("select pg_terminate_backend($1, 5000)", backend)
            await connection.fetchval("select 1")

    admin = await asyncpg.connect(database.admin_url)
    try:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await request()
    finally:
        await admin.close()
    assert await who_comes_next(pool) == "nobody"


async def test_a_setting_that_somebody_left_behind_does_not_reach_the_next_transaction(pool: Database) -> None:
    async with pool.single_statements() as connection:
        await connection.execute("set samson.tenant_id = '9'; set samson.account_id = 'somebody'")
    async with pool.transaction() as connection:
        assert await connection.fetchval(WHO) == "nobody "
    async with pool.account(uuid4()) as connection:
        assert str(await connection.fetchval(WHO)).startswith("nobody ")


async def test_a_failure_that_was_passed_over_is_not_taken_for_a_commit(pool: Database) -> None:
    async def request() -> None:
        async with pool.tenant(ARENDAL) as connection:
            with suppress(asyncpg.DivisionByZeroError):
                await connection.execute("select 1/0")

    with pytest.raises(TransactionWasLost):
        await request()


async def test_reading_refuses_to_write(pool: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with pool.reading(ARENDAL) as connection:
            await connection.execute("create temporary table t ()")


async def test_a_statement_that_takes_too_long_is_stopped(database: DatabaseCopy) -> None:
    async with Database.opened(database.url(WEB), size=1, statement_timeout=0.05) as pool:
        with pytest.raises(asyncpg.QueryCanceledError):
            async with pool.tenant(ARENDAL) as connection:
                await connection.execute("select pg_sleep(30)")


async def test_a_setting_that_is_not_ours_is_refused(pool: Database) -> None:
    with pytest.raises(KeyError, match="search_path"):
        async with pool.transaction({"search_path": "public"}):
            raise AssertionError
