"""What KS's people ask of a quarter's release."""

from typing import Final
from uuid import UUID

from domain.event import Act
from domain.ids import KS, SubjectId
from domain.national_release.decisions import AboutProposal, Command, Computed, OrderRelease, PublishRelease, decide
from domain.national_release.state import Releases, fold
from domain.streams import national_releases_stream
from infra.eventlog.log import OutboxRow, Recorded
from infra.national.papers import PRINT_RELEASE
from infra.national.progress import Progress, find_progress
from services.application.world import Caller, World
from services.application.writing import Decision, Written, fingerprint, following, write

COMPUTE_RELEASE: Final = "national-release.compute"
"""The kind of outbox work that an order leads to; its payload names the quarter and the order."""

CATALOGUE: Final = SubjectId(national_releases_stream())
"""Whose key seals reasons: they are about figures, and about nobody."""

SOFTWARE: Final = Caller(tenant=KS, subject=SubjectId(national_releases_stream()))
"""Who computes, and who orders on the command line: nobody's pseudonym, and so nobody who could approve on a page."""


async def release_history(world: World) -> list[Recorded]:
    """All that has happened to any quarter's release, oldest first."""
    return await world.log.read_stream(KS, national_releases_stream())


async def all_releases(world: World) -> Releases:
    return fold(record.event for record in await release_history(world))


async def order_release(world: World, caller: Caller, command: OrderRelease, command_id: UUID) -> Written:
    """Raises the rule that is broken. `caller` is KS's; a worker computes it."""
    return await _decide(world, caller, command, command_id)


async def decide_proposal(world: World, caller: Caller, command: AboutProposal, command_id: UUID) -> Written:
    """Raises the rule that is broken. `caller` is KS's."""
    return await _decide(world, caller, command, command_id)


async def note_computed(world: World, command: Computed, command_id: UUID) -> Written:
    """What came of the computation. `world` is a worker's; raises `OrderIsGone` where nobody waits for it any more."""
    return await _decide(world, SOFTWARE, command, command_id)


async def progress_of(world: World, order: UUID) -> Progress | None:
    """`None` before a worker has begun."""
    async with world.database.reading(KS) as connection:
        return await find_progress(connection, order)


async def _decide(world: World, caller: Caller, command: Command, command_id: UUID) -> Written:
    stream = national_releases_stream()

    async def decision(act: Act) -> Decision:
        recorded = await release_history(world)
        events = decide(CATALOGUE, fold(record.event for record in recorded), command, act)
        return Decision(following(stream, recorded, events), outbox=_work_of(command))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


def _work_of(command: Command) -> tuple[OutboxRow, ...]:
    match command:
        case OrderRelease(quarter=quarter, order=order):
            return (OutboxRow(COMPUTE_RELEASE, {"quarter": str(quarter), "order": str(order)}),)
        case PublishRelease(release_sha256=sha256):
            return (OutboxRow(PRINT_RELEASE, {"release": sha256}),)
        case _:
            return ()
