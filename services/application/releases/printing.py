"""What is published is printed once, by a worker: ordered with the publishing, or by whoever finds it missing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from domain.ids import KS
from infra.national.papers import PRINT_RELEASE, is_ordered, papers
from infra.outbox import TakenWork, enqueue
from infra.translation.catalogue import LANGUAGES
from projections.releases.queries import published_releases
from services.application.outbox import NotYet
from services.application.world import World

SOON: Final = timedelta(seconds=2)
"""Until the projector has taken in what was published a moment ago."""

Printing = Callable[[str], Awaitable[bool]]
"""Prints the release of that hash in every language in which it isn't; whether the release is known as published."""


async def print_release(printing: Printing, work: TakenWork) -> None:
    if not await printing(work.payload["release"]):
        raise NotYet(SOON)


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
