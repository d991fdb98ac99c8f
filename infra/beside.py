"""Long computations beside the loop, which nobody waits for once they are not wanted."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple, Unpack

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


async def beside(compute: Callable[[Unpack[Arguments]], Result], *arguments: *Arguments) -> Result:
    """As `asyncio.to_thread`, whose loop however does not end before every thread that it began.

    This thread ends with its process: whoever is cancelled here may leave at once, and what is computed goes nowhere.
    """
    told: Future[Result] = Future()
    told.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = compute(*arguments)
        except BaseException as error:  # noqa: BLE001  # whoever waits gets it, whatever it is
            told.set_exception(error)
        else:
            told.set_result(result)

    threading.Thread(target=run, daemon=True, name="beside").start()
    return await asyncio.wrap_future(told)
