import asyncio
import threading
from contextlib import suppress

import pytest

from infra.beside import beside


def test_what_is_computed_beside_the_loop_is_answered_and_so_is_what_went_wrong() -> None:
    def fails(name: str) -> None:
        raise LookupError(name)

    assert asyncio.run(beside(divmod, 17, 5)) == (3, 2)
    with pytest.raises(LookupError, match="nobody"):
        asyncio.run(beside(fails, "nobody"))


def test_a_loop_ends_without_what_is_not_wanted_any_more() -> None:
    """With `asyncio.to_thread` this would wait for the thread for ever."""
    began, may_end, over = threading.Event(), threading.Event(), threading.Event()

    def compute() -> str:
        began.set()
        may_end.wait()
        over.set()
        return "late"

    async def leave_early() -> None:
        computing = asyncio.create_task(beside(compute))
        await asyncio.to_thread(began.wait)
        computing.cancel()
        with suppress(asyncio.CancelledError):
            await computing

    asyncio.run(leave_early())
    assert not over.is_set()
    may_end.set()
    assert over.wait(30)
