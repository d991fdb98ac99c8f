"""The worker's part: freeze a quarter, compute what may be published of it, audit that, and propose it to KS.

It can be killed anywhere and begun again. The snapshot is frozen once, the computation is a function of it and of
what was published before, and whatever is kept is kept under its hash.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NoReturn, TypeVar
from uuid import UUID, uuid5

import msgspec
from asyncpg import Connection

from domain.ids import KS
from domain.national.history import History, Published
from domain.national.quarter import Quarter
from domain.national.release import Release
from domain.national.report import AuditReport
from domain.national.ruleset import RuleSet, rule_set
from domain.national.snapshot import Snapshot, changed_contributors
from domain.national_release.decisions import GiveOrderUp, NoteSnapshot, ProposeRelease
from domain.national_release.errors import OrderIsGone
from domain.national_release.events import Why
from domain.national_release.state import Order, PublishedRelease, Workshop
from infra.database import Database
from infra.national.progress import Progress, forget_progress, note_progress
from infra.national.releases import find_release, keep_release, keep_report
from infra.national.snapshots import find_snapshot, keep_snapshot
from infra.outbox import TakenWork
from services.application.national.snapshots import ContributionsAreBehind
from services.application.outbox import CannotBeDone
from services.application.releases.deciding import all_releases, note_computed
from services.application.world import World
from services.disclosure.refusals import VersionChangesTooFew, VersionIsTooLate

Kept = TypeVar("Kept")

MOST_ATTEMPTS: Final = 3
"""Somebody is waiting at a page: better told soon that it failed, and ordered again."""

PAUSE: Final = 0.5
"""Seconds between two looks at how far the computation has come."""

TellProgress = Callable[[int, int], None]
"""Told how many steps of how many are done. It may be called from another thread."""

Freeze = Callable[[Connection, Database, Quarter], Awaitable[Snapshot]]
"""What municipalities that share contribute to a quarter. The connection is the national work's, the database a
worker's."""

Protected = tuple[Release, AuditReport]

Protect = Callable[[Snapshot, History, RuleSet, bytes, TellProgress], Protected]
"""What may be published, and the report of its audit: the same for the same arguments but for the seconds it took."""


Secret = Callable[[Connection], Awaitable[bytes]]
"""What small noise is drawn from. The connection is the national work's."""


class NationalWork(msgspec.Struct, frozen=True):
    """What the computation reaches. `database` connects as `samson_national`."""

    database: Database
    freeze: Freeze
    protect: Protect
    secret: Secret


class SnapshotIsMissing(Exception):
    """KS's log names a snapshot or a release that is not there."""


class VersionIsOfAnotherCountry(Exception):
    """The versions before are simulated and this one is not, or the other way round."""


NEVER: Final[Mapping[type[Exception], Why]] = MappingProxyType(
    {
        VersionChangesTooFew: Why.TOO_FEW_CHANGED,
        VersionIsTooLate: Why.TOO_LATE,
        VersionIsOfAnotherCountry: Why.SIMULATED,
    }
)
"""What another attempt would end in too."""


async def compute_release(world: World, national: NationalWork, work: TakenWork) -> None:
    """Do what an order asks for; after the last attempt KS is told that it failed. `world` is a worker's."""
    quarter, order = Quarter.read(work.payload["quarter"]), UUID(work.payload["order"])
    try:
        if work.attempts > MOST_ATTEMPTS:
            await _end(world, quarter, order, "each attempt ended with its worker")
        await _compute(world, national, quarter, order)
    except OrderIsGone:
        return
    except tuple(NEVER) as refusal:
        await note_computed(world, GiveOrderUp(quarter, order, NEVER[type(refusal)]), uuid5(order, "give up"))
    except CannotBeDone:
        raise
    except Exception as error:
        if work.attempts < MOST_ATTEMPTS:
            raise
        await _end(world, quarter, order, type(error).__name__, error)
    await _forget(world, order)


async def _end(world: World, quarter: Quarter, order: UUID, said: str, cause: Exception | None = None) -> NoReturn:
    """The kind of an error is told and never its text, which might name a municipality's figure."""
    why = Why.BEHIND if isinstance(cause, ContributionsAreBehind) else Why.BROKE_DOWN
    await note_computed(world, GiveOrderUp(quarter, order, why), uuid5(order, "give up"))
    await _forget(world, order)
    raise CannotBeDone(f"the release could not be computed: {said}") from cause


async def _compute(world: World, national: NationalWork, quarter: Quarter, which: UUID) -> None:
    releases = await all_releases(world)
    order = _standing(releases.workshop(quarter), which)
    rules = rule_set(order.ruleset)
    snapshot = await _frozen(world, national, releases.workshop(quarter), order, rules)
    history = await history_of(national.database, releases.history, snapshot)
    async with national.database.transaction() as connection:
        secret = await national.secret(connection)
    protect = partial(national.protect, snapshot, history, rules, secret)
    release, report = await _protected(world, which, protect)
    async with national.database.transaction() as connection:
        sha256 = await keep_release(connection, release)
        report_sha256 = await keep_report(connection, report)
    proposed = ProposeRelease(quarter, which, sha256, report_sha256, report.passed, len(releases.history))
    await note_computed(world, proposed, uuid5(which, "propose"))


def _standing(workshop: Workshop, which: UUID) -> Order:
    if workshop.order is None or workshop.order.id != which:
        raise OrderIsGone
    return workshop.order


async def _frozen(world: World, national: NationalWork, workshop: Workshop, order: Order, rules: RuleSet) -> Snapshot:
    """The one of this version, taken now where there is none.

    Raises `VersionIsOfAnotherCountry` and `VersionChangesTooFew` before it is kept.
    """
    if workshop.snapshot is not None:
        return await stored_snapshot(national.database, workshop.snapshot.sha256)
    asked_at = world.clock.now()
    async with national.database.transaction() as connection:
        snapshot = await national.freeze(connection, world.database, workshop.quarter)
    if workshop.published:
        before = await stored_snapshot(national.database, workshop.published[-1].snapshot_sha256)
        if before.simulated != snapshot.simulated:
            raise VersionIsOfAnotherCountry
        if changed_contributors(before, snapshot) < rules.version_from:
            raise VersionChangesTooFew(str(workshop.quarter), rules.version_from)
    async with national.database.transaction() as connection:
        sha256 = await keep_snapshot(connection, snapshot, asked_at)
    await note_computed(world, NoteSnapshot(workshop.quarter, order.id, sha256), uuid5(order.id, "snapshot"))
    return snapshot


async def _protected(world: World, order: UUID, protect: Callable[[TellProgress], Protected]) -> Protected:
    """In a thread, while its progress is written down."""
    told: list[tuple[int, int]] = []
    computing = asyncio.create_task(asyncio.to_thread(protect, lambda *done: told.append(done)))
    while not computing.done():
        await asyncio.wait([computing], timeout=PAUSE)
        if told:
            await _tell(world, order, *told[-1])
            told.clear()
    return computing.result()


async def _tell(world: World, order: UUID, step: int, steps: int) -> None:
    async with world.database.tenant(KS) as connection:
        await note_progress(connection, order, Progress(step, steps, world.clock.now()))


async def _forget(world: World, order: UUID) -> None:
    async with world.database.tenant(KS) as connection:
        await forget_progress(connection, order)


async def history_of(database: Database, published: tuple[PublishedRelease, ...], of: Snapshot | Release) -> History:
    """With what each was made of. What is simulated tells nothing of real municipalities, and these nothing of it.

    `database` is the national work's; raises `SnapshotIsMissing`.
    """
    found = [
        Published(
            await stored_snapshot(database, one.snapshot_sha256), await stored_release(database, one.release_sha256)
        )
        for one in published
    ]
    return [one for one in found if one.release.simulated == of.simulated]


async def stored_snapshot(database: Database, sha256: str) -> Snapshot:
    async with database.transaction() as connection:
        return _there(await find_snapshot(connection, sha256))


async def stored_release(database: Database, sha256: str) -> Release:
    async with database.transaction() as connection:
        return _there(await find_release(connection, sha256))


def _there(found: Kept | None) -> Kept:
    if found is None:
        raise SnapshotIsMissing
    return found
