"""Ending tasks for certain."""

import asyncio
from typing import Any, Final

AGAIN: Final = 0.2
"""Seconds before a task that heard nothing is told again."""


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
