"""Draining the outbox: take what is due, do it by its kind, and say honestly what became of it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from enum import StrEnum

from infra import outbox
from infra.database import Database
from infra.outbox import TakenWork

logger = logging.getLogger("samson.outbox")

AT_A_TIME = 16
LONGEST = timedelta(minutes=5)
"""For one row. Well below the lease, and with `stop_after` below the time limit of a task."""
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_REST = timedelta(seconds=1)
"""Between two looks for work while some waits for its turn."""

Handler = Callable[[TakenWork], Awaitable[None]]
"""Does one kind of work. It may be called twice for the same row, so doing it again must do no harm."""


class CannotBeDone(Exception):
    """Raised by a handler when no further attempt can help. The text is shown: no personal data in it."""


class NotYet(Exception):
    """Raised by a handler that has done nothing, or a part that it finds done when its turn comes again.

    That is after `wait`, and whatever else is due by then may be done before. No attempt is counted.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class Outcome(StrEnum):
    DONE = "done"
    PUT_OFF = "put off"
    PUT_BACK = "put back"
    SET_ASIDE = "set aside"


async def drain(
    database: Database,
    handlers: Mapping[str, Handler],
    stop_after: timedelta,
    stopping: asyncio.Event | None = None,
) -> Mapping[Outcome, int]:
    """Do what is due until nothing is. `database` is the worker's.

    No new work is begun after `stop_after`, nor once the worker is told to stop, for which `stopping` is set.
    """
    outcomes: Counter[Outcome] = Counter()
    loop = asyncio.get_running_loop()
    end = loop.time() + stop_after.total_seconds()
    while loop.time() < end and not _told(stopping):
        taken = await outbox.take_work(database, handlers.keys(), AT_A_TIME)
        if not taken:
            break
        outcomes.update(await asyncio.gather(*(_do(database, handlers[work.kind], work) for work in taken)))
    return outcomes


async def keep_draining(
    database: Database,
    handlers: Mapping[str, Handler],
    stop_after: timedelta,
    stopping: asyncio.Event | None = None,
) -> Mapping[Outcome, int]:
    """As `drain`, and wait for work whose turn comes before `stop_after`."""
    outcomes: Counter[Outcome] = Counter()
    loop = asyncio.get_running_loop()
    end = loop.time() + stop_after.total_seconds()
    while (left := timedelta(seconds=end - loop.time())) > timedelta() and not _told(stopping):
        outcomes.update(await drain(database, handlers, left, stopping))
        wait = await outbox.until_next(database, handlers.keys())
        if wait is None or wait.total_seconds() >= end - loop.time():
            break
        await asyncio.sleep(max(0.0, min(wait, LONGEST_REST).total_seconds()))
    return outcomes


def _told(stopping: asyncio.Event | None) -> bool:
    return stopping is not None and stopping.is_set()


async def _do(database: Database, handler: Handler, work: TakenWork) -> Outcome:
    if work.attempts > MOST_ATTEMPTS:
        return await _set_aside(database, work, "each attempt ended with its worker")
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            await handler(work)
    except NotYet as later:
        await outbox.put_work_off(database, work, later.wait)
        return Outcome.PUT_OFF
    except CannotBeDone as error:
        return await _set_aside(database, work, str(error))
    except Exception as error:  # noqa: BLE001  # whatever one row's work raises, the other rows are done
        return await _after_a_failure(database, work, error)
    await outbox.finish_work(database, work)
    return Outcome.DONE


async def _after_a_failure(database: Database, work: TakenWork, error: Exception) -> Outcome:
    """Only the kind of error is kept: its text may hold an address or a name."""
    what = type(error).__name__
    if work.attempts == MOST_ATTEMPTS:
        return await _set_aside(database, work, what)
    logger.warning("%r failed: %s", work, what)
    await outbox.put_work_back(database, work, wait_after(work.attempts), what)
    return Outcome.PUT_BACK


async def _set_aside(database: Database, work: TakenWork, why: str) -> Outcome:
    logger.error("%r is set aside: %s", work, why)
    await outbox.set_work_aside(database, work, why)
    return Outcome.SET_ASIDE


def wait_after(attempts: int) -> timedelta:
    """15 seconds after the first attempt, then four times as long each time, an hour at most."""
    return min(FIRST_WAIT * (1 << 2 * (attempts - 1)), LONGEST_WAIT)
