"""Ending tasks for certain."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

AGAIN: Final = 0.2
"""Seconds before a task that heard nothing is told again."""


class BrokenOff(Exception):
    """Something else came first, and the work was cancelled."""


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel until each is over, whatever it answers.

    A client of Valkey or PostgreSQL that is cancelled in the very moment of an answer may lose the cancellation, and
    asyncio sends it once: whoever waited for such a task waited for ever.
    """
    waiting = {task for task in tasks if not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=AGAIN)


async def unless(over: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` comes to. Raises `BrokenOff` as soon as `over` is set; nothing of the work goes on then."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(over.wait())
    try:
        await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise BrokenOff
        return working.result()
    finally:
        await end(working, waiting)
