from collections.abc import AsyncIterator

import pytest
from database_plugin import DatabaseCopy
from rounds import Parish, opened_parish


@pytest.fixture
async def parish(emptied_database: DatabaseCopy, redis_url: str) -> AsyncIterator[Parish]:
    async with opened_parish(emptied_database, redis_url) as opened:
        yield opened
