from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.audit.history import History, signed_history, write_history
from tests.database_plugin import DatabaseCopy


@pytest.fixture(scope="module")
async def admin(database: DatabaseCopy) -> AsyncIterator[asyncpg.Connection]:
    """A superuser: bound by no policy and no grant."""
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def history(database: DatabaseCopy, admin: asyncpg.Connection) -> History:
    tenant = await write_history(database)
    async with admin.transaction(isolation="repeatable_read"):
        return await signed_history(tenant, admin)
