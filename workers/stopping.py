"""How all processes of a worker hear that it is told to stop.

Celery tells the first one alone, which then waits for what the others are at. They all have this pipe from it: what is
put into it at the end is read by nobody, so that everybody sees it.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from celery.signals import worker_shutting_down

_HEARD, _SAID = os.pipe()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]  # Celery has no types
def say(**_: object) -> None:
    """In a signal's handler, where no lock may be waited for."""
    os.write(_SAID, b".")


@asynccontextmanager
async def told_to_stop() -> AsyncIterator[asyncio.Event]:
    """An event of the running loop, which is set once this worker is to stop, or if it was before."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear() -> None:
        told.set()
        loop.remove_reader(_HEARD)

    loop.add_reader(_HEARD, hear)
    try:
        yield told
    finally:
        loop.remove_reader(_HEARD)
