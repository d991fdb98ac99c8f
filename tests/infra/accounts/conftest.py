from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

import pytest
from database_plugin import DatabaseCopy

from domain.ids import SubjectId, TenantId
from infra.accounts.directory import Workspace, add_membership, add_workspace
from infra.accounts.people import Account, ensure_account
from infra.database import Database

NUMBERS = count(20_001)


@pytest.fixture
def now() -> datetime:
    """09:00 in Norway, on a Monday in November."""
    return datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def web(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url("samson_web"), size=2) as opened:
        yield opened


@pytest.fixture
async def worker(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url("samson_worker"), size=2) as opened:
        yield opened


@pytest.fixture
def email() -> str:
    return f"Kari.{next(NUMBERS)}@Arendal.example"


@pytest.fixture
async def account(worker: Database, email: str, now: datetime) -> Account:
    async with worker.transaction() as connection:
        return await ensure_account(connection, email, now)


@pytest.fixture
def add_town(worker: Database) -> Callable[[], Awaitable[Workspace]]:
    async def add() -> Workspace:
        number = next(NUMBERS)
        town = Workspace(TenantId(number), f"kommune-{number}", f"Kommune {number}", "NO", "municipality")
        await add_workspace(worker, town)
        return town

    return add


@pytest.fixture
async def town(add_town: Callable[[], Awaitable[Workspace]]) -> Workspace:
    return await add_town()


@pytest.fixture
async def member(worker: Database, town: Workspace, account: Account) -> SubjectId:
    """The pseudonym of `account` in `town`."""
    subject = SubjectId(uuid4())
    async with worker.tenant(town.tenant) as connection:
        assert await add_membership(connection, town.tenant, subject, account.id)
    return subject
