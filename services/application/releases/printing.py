"""What is published is printed once, by a worker: ordered with the publishing, or by whoever finds it missing."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from domain.ids import KS
from infra.ending import BrokenOff, unless
from infra.national.papers import PRINT_RELEASE, is_ordered, papers
from infra.outbox import TakenWork, enqueue
from infra.translation.catalogue import LANGUAGES
from projections.releases.queries import published_releases
from services.application.outbox import NotYet
from services.application.world import World

SOON: Final = timedelta(seconds=2)
"""Until the projector has taken in what was published a moment ago."""

AT_ONCE: Final = timedelta()

Printing = Callable[[str], Coroutine[Any, Any, int | None]]
"""Prints the release of that hash in one language in which it isn't.

How many there are after that one; `None` while the release is not known as published.
"""


async def print_release(printing: Printing, stopping: asyncio.Event, work: TakenWork) -> None:
    """One language, and back to the end of the queue with what is left: a worker has others waiting.

    A worker that is told to stop prints no page more. What it had of that language is lost, and nothing else.
    """
    try:
        left = await unless(stopping, printing(work.payload["release"]))
    except BrokenOff:
        raise NotYet(AT_ONCE) from None
    if left is None:
        raise NotYet(SOON)
    if left:
        raise NotYet(AT_ONCE)


async def order_missing_paper(world: World) -> str | None:
    """At each tick, for what was published before there were papers: the newest that nobody has ordered.

    One, because a worker has other things to do than to print years of releases in one go. `world` is a worker's.
    Returns the hash of its release.
    """
    async with world.releases.reading(KS) as connection:
        published, printed = await published_releases(connection), await papers(connection)
    missing = [
        one.release_sha256 for one in published if not set(LANGUAGES) <= printed.get(one.release_sha256, {}).keys()
    ]
    if not missing:
        return None
    async with world.database.tenant(KS) as connection:
        for release in missing:
            if not await is_ordered(connection, release):
                await enqueue(connection, KS, PRINT_RELEASE, {"release": release})
                return release
    return None
