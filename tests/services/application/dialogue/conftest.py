from collections.abc import AsyncIterator

import pytest
from database_plugin import DatabaseCopy
from meetings import Meeting, opened_meeting


@pytest.fixture
async def meeting(database: DatabaseCopy, redis_url: str) -> AsyncIterator[Meeting]:
    async with opened_meeting(database, redis_url) as opened:
        yield opened
