import asyncio
from contextlib import suppress

import pytest

from infra.ending import BrokenOff, end, unless

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


async def test_what_nothing_comes_before_is_answered_or_fails_as_by_itself() -> None:
    async def answers() -> int:
        await asyncio.sleep(0)
        return 7

    async def fails() -> int:
        raise LookupError

    assert await unless(asyncio.Event(), answers()) == 7
    with pytest.raises(LookupError):
        await unless(asyncio.Event(), fails())


async def test_work_is_broken_off_by_what_comes_first_and_has_ended_by_then() -> None:
    over, ended = asyncio.Event(), asyncio.Event()

    async def goes_on() -> None:
        try:
            over.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with asyncio.timeout(30):
        with pytest.raises(BrokenOff):
            await unless(over, goes_on())
    assert ended.is_set()
