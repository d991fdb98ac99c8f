import asyncio
from contextlib import suppress

import pytest

from infra.ending import end

pytestmark = pytest.mark.anyio


async def test_a_task_that_loses_a_cancellation_is_told_again() -> None:
    """As a client does that is cancelled in the very moment in which its answer comes."""
    began = asyncio.Event()

    async def deaf_at_first() -> None:
        with suppress(asyncio.CancelledError):
            began.set()
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(deaf_at_first())
    await began.wait()
    async with asyncio.timeout(10):
        await end(task)
    assert task.cancelled()


async def test_what_is_over_is_left_alone_and_its_error_stays_with_it() -> None:
    async def fails() -> None:
        raise LookupError

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    await end(task)
    with pytest.raises(LookupError):
        task.result()
