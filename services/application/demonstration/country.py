"""National figures for the demonstration: of a simulated country, published as two people at KS would have done it.

Snapshots, releases and reports are marked as simulated, or belong to one that is. No workspace contributes to them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import msgspec

from domain.event import Act, Event
from domain.ids import KS, SubjectId
from domain.national.quarter import Quarter
from domain.national_release.decisions import (
    ApproveProposal,
    Command,
    NoteSnapshot,
    OrderRelease,
    ProposeRelease,
    PublishRelease,
    decide,
)
from domain.national_release.state import Releases, evolve
from domain.streams import national_releases_stream
from infra.accounts.ks_people import ensure_ks_person
from infra.accounts.people import ensure_account
from infra.database import Database
from infra.national.releases import keep_release, keep_report
from infra.national.snapshots import keep_snapshot
from services.application.demonstration.cast import ANALYST, CUSTODIAN, DEMONSTRATION
from services.application.releases.deciding import CATALOGUE, SOFTWARE, release_history
from services.application.world import World
from services.application.writing import following
from services.simulation.playing import Played
from services.simulation.shipping import shipped

ORDERED_AFTER: Final = timedelta(days=9, hours=8)
"""From the end of the quarter."""

A_DAY: Final = timedelta(days=1)


class _Stored(msgspec.Struct, frozen=True):
    """Hashes of one quarter's release."""

    quarter: Quarter
    ruleset: int
    snapshot_sha256: str
    release_sha256: str
    report_sha256: str


async def load_country(world: World, pages: Database, national: Database) -> None:
    """Does nothing where a release was ever ordered.

    `world` is a worker's, `national` the national work's. `pages` is the web's, which alone knows who at KS is who.
    """
    await world.log.open_tenant(KS)
    if await release_history(world):
        return
    people = [await _pseudonym(world, pages, address) for address in (ANALYST, CUSTODIAN)]
    events: list[Event] = []
    releases = Releases()
    for played in shipped():
        stored = await _store(national, played, _ordered_at(played.published.snapshot.quarter))
        for command, act in _course(stored, len(releases.history), *people):
            for event in decide(CATALOGUE, releases, command, act):
                releases = evolve(releases, event)
                events.append(event)
    stream = national_releases_stream()
    await world.log.append(KS, uuid5(DEMONSTRATION, "country"), stream.bytes * 2, following(stream, (), events))


async def _pseudonym(world: World, pages: Database, address: str) -> SubjectId:
    async with world.database.transaction() as connection:
        account = await ensure_account(connection, address, world.clock.now())
    return await ensure_ks_person(pages, account.id)


def _ordered_at(quarter: Quarter) -> datetime:
    return quarter.ends + ORDERED_AFTER


async def _store(national: Database, played: Played, at: datetime) -> _Stored:
    snapshot, release = played.published.snapshot, played.published.release
    async with national.transaction() as connection:
        return _Stored(
            quarter=release.quarter,
            ruleset=release.ruleset,
            snapshot_sha256=await keep_snapshot(connection, snapshot, at),
            release_sha256=await keep_release(connection, release),
            report_sha256=await keep_report(connection, played.report),
        )


def _course(one: _Stored, after: int, analyst: SubjectId, custodian: SubjectId) -> Iterator[tuple[Command, Act]]:
    """From the order to the publication. `after` is how many releases had been published before."""
    quarter, order, ordered = one.quarter, _order(one.quarter), _ordered_at(one.quarter)
    software = Act(by=SOFTWARE.subject, at=ordered)
    yield OrderRelease(quarter, 1, one.ruleset, order), Act(by=analyst, at=ordered)
    yield NoteSnapshot(quarter, order, one.snapshot_sha256), software
    yield ProposeRelease(quarter, order, one.release_sha256, one.report_sha256, passed=True, after=after), software
    yield _about(ApproveProposal, one), Act(by=analyst, at=ordered + A_DAY)
    yield _about(ApproveProposal, one), Act(by=custodian, at=ordered + 2 * A_DAY)
    yield _about(PublishRelease, one), Act(by=custodian, at=ordered + 2 * A_DAY)


def _about(command: type[ApproveProposal | PublishRelease], one: _Stored) -> ApproveProposal | PublishRelease:
    return command(quarter=one.quarter, release_sha256=one.release_sha256, report_sha256=one.report_sha256)


def _order(quarter: Quarter) -> UUID:
    return uuid5(DEMONSTRATION, f"release of {quarter}")
