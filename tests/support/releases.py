"""National releases for tests: made by hand, and published as if two people of KS had let them through."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from asyncpg import Connection
from msgspec import structs

from domain.event import Event
from domain.ids import KS, SubjectId
from domain.national.groups import COUNTRY, GroupId, Place
from domain.national.history import History
from domain.national.quarter import Quarter
from domain.national.release import WITHHELD, Band, Coverage, Figure, Release, release_bytes
from domain.national.report import AuditReport, Check, CheckName, Held, Reason
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Contributor, Snapshot, sha256_of, snapshot_bytes
from domain.national.variables import VARIABLES, VariableId
from domain.national_release.events import (
    ProposalApproved,
    QuarterSnapshotted,
    ReleaseOrdered,
    ReleaseProposed,
    ReleasePublished,
)
from domain.national_release.state import fold
from domain.streams import national_releases_stream
from domain.text import clear
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.identity import new_stream_id
from infra.migrations.roles import NATIONAL, PROJECTOR
from infra.national.progress import Progress, note_progress
from infra.national.releases import keep_release, keep_report
from infra.national.snapshots import keep_snapshot
from infra.outbox import take_work
from infra.settings import Settings
from projections.follower import Follower
from projections.releases.writer import PROJECTION
from services.application.releases.computing import NationalWork, compute_release
from services.application.releases.deciding import CATALOGUE, COMPUTE_RELEASE
from services.application.world import World
from services.application.writing import following
from services.bootstrap import opened_national
from tests.database_plugin import DatabaseCopy
from tests.running_site import Site

ANALYSTS = (SubjectId(uuid4()), SubjectId(uuid4()))

SCORE = VariableId("score:equality")

THINNED: GroupId = GroupId("county:11")
"""A group with a few figures beside the country, which has all."""


def hand_made(
    quarter: str = "2026K1",
    version: int = 1,
    *,
    base: str = "5.0",
    figures: Mapping[GroupId, Mapping[VariableId, Figure]] | None = None,
) -> Release:
    """Every variable of the country, some of one county, and a county where all is withheld."""
    everything = {one.id: _figure(Decimal(base), one.step, one.upper == 1) for one in VARIABLES}
    some = {key: figure if key.startswith("score:") else WITHHELD for key, figure in everything.items()}
    nothing = dict.fromkeys(everything, WITHHELD)
    return Release(
        quarter=Quarter.read(quarter),
        version=version,
        ruleset=1,
        coverage={
            COUNTRY: Coverage(Band.FROM_50, Band.FROM_100),
            THINNED: Coverage(Band.FROM_5, Band.FROM_10),
            GroupId("county:18"): Coverage(),
        },
        figures=figures or {COUNTRY: everything, THINNED: some, GroupId("county:18"): nothing},
    )


def _figure(base: Decimal, step: Decimal, share: object) -> Figure:
    mean = Decimal("0.25") if share else base.quantize(step)
    if share:
        return Figure(mean=mean)
    return Figure(mean=mean, median=mean + step, lower_quartile=mean - step, upper_quartile=mean + 2 * step)


def passed_report(release: Release, snapshot: Snapshot | None = None) -> AuditReport:
    frozen = snapshot or Snapshot(release.quarter, ())
    return AuditReport(
        ruleset=release.ruleset,
        release_sha256=sha256_of(release_bytes(release)),
        snapshot_sha256=sha256_of(snapshot_bytes(frozen)),
        checks=tuple(Check(name=name, passed=True, judged=1) for name in CheckName),
        held=(),
        seconds=1.0,
    )


async def publish_release(
    database: DatabaseCopy, log: EventLog, release: Release, snapshot: Snapshot | None = None
) -> str:
    """All the way, at once, and projected: the hash. `log` is a worker's or the web's. Any projector may follow too."""
    frozen = snapshot or Snapshot(release.quarter, (), simulated=release.simulated)
    report = passed_report(release, frozen)
    sha256, report_sha256 = await _kept(database, release, report, frozen)
    await log.open_tenant(KS)
    recorded = await log.read_stream(KS, national_releases_stream())
    after = len(fold(one.event for one in recorded).history)
    events = _events(release, report, sha256, report_sha256, after)
    new = following(national_releases_stream(), recorded, events)
    await log.append(KS, new_stream_id(), bytes(32), new)
    async with Database.opened(database.url(PROJECTOR), size=2) as projector:
        follower = Follower(projector, [PROJECTION])
        while await follower.catch_up():
            pass
    return sha256


def _events(release: Release, report: AuditReport, sha256: str, report_sha256: str, after: int) -> list[Event]:
    ann, bo = ANALYSTS
    at = max(release.quarter.ends, datetime(2026, 1, 1, tzinfo=UTC))
    about: dict[str, Any] = {"at": at, "quarter": release.quarter, "version": release.version}
    hashes: dict[str, Any] = {"release_sha256": sha256, "report_sha256": report_sha256}
    whole: dict[str, Any] = {**hashes, "ruleset": release.ruleset, "snapshot_sha256": report.snapshot_sha256}
    return [
        ReleaseOrdered(**about, by=ann, order=uuid4(), ruleset=release.ruleset),
        QuarterSnapshotted(**about, by=ann, snapshot_sha256=report.snapshot_sha256),
        ReleaseProposed(**about, by=ann, **whole, passed=report.passed, after=after),
        ProposalApproved(**about, by=ann, **hashes),
        ProposalApproved(**about, by=bo, **hashes),
        ReleasePublished(**about, by=bo, **whole),
    ]


FAILED = Check(name=CheckName.BOUNDS, passed=False, judged=8, worst=0.31, limit=0.4, cells=((COUNTRY, SCORE),))

HELD = (Held(GroupId("county:18"), SCORE, Reason.TOO_FEW), Held(THINNED, VariableId("thickness:all"), Reason.AUDIT))


def contributors(numbers: Iterable[int], score: int = 5) -> tuple[Contributor, ...]:
    """Municipalities of one county that say the same of one field."""
    values = {VariableId("score:equality"): Fraction(score)}
    return tuple(
        Contributor(number=f"11{number:02}", place=Place(county="11"), collaborations=1, values=values)
        for number in numbers
    )


class Country:
    """What municipalities contribute, as the test says it, and a computation that publishes what was made by hand."""

    def __init__(self, contributing: tuple[Contributor, ...] = contributors(range(8))) -> None:
        self.contributing = contributing
        self.passes = True
        self.frozen = 0
        self.computed = 0
        self.history: History = ()

    async def freeze(self, _: Connection, __: Database, quarter: Quarter) -> Snapshot:
        self.frozen += 1
        return Snapshot(quarter=quarter, contributors=self.contributing)

    def protect(
        self, snapshot: Snapshot, history: History, rules: RuleSet, _: bytes, tell: Callable[[int, int], None]
    ) -> tuple[Release, AuditReport]:
        self.computed += 1
        self.history = history
        tell(1, 2)
        version = sum(one.release.quarter == snapshot.quarter for one in history) + 1
        base = f"{len(snapshot.contributors) / 2:.1f}"
        release = structs.replace(hand_made(str(snapshot.quarter), version, base=base), ruleset=rules.version)
        report = passed_report(release, snapshot)
        if not self.passes:
            report = structs.replace(report, checks=(FAILED, *report.checks))
        return release, structs.replace(report, held=HELD)

    async def secret(self, _: Connection) -> bytes:
        return b"secret"

    def work(self, national: Database) -> NationalWork:
        return NationalWork(database=national, freeze=self.freeze, protect=self.protect, secret=self.secret)


async def compute_orders(world: World, settings: Settings, country: Country) -> None:
    """As the worker does it, but of a country that the test makes. `world` is a worker's."""
    async with opened_national(settings) as national:
        for work in await take_work(world.database, [COMPUTE_RELEASE], 5):
            await compute_release(world, country.work(national.database), work)


async def every_stage(site: Site) -> None:
    """One quarter each: published with a second version proposed, proposed, stopped, approved, being computed.

    As events and not by decisions, so that it does not matter what else is published on the site, or was before.
    """
    await publish_release(site.database, site.world.log, hand_made("2024K1"))
    await _proposed(site, hand_made("2024K1", 2, base="6.0"), reason="Folketallet var fra året før")
    await _proposed(site, hand_made("2024K2"), approvals=1)
    await _proposed(site, hand_made("2024K3"), failed=FAILED)
    await _proposed(site, hand_made("2024K4"), approvals=2)
    order = new_stream_id()
    about: dict[str, Any] = {"at": site.world.clock.now(), "by": ANALYSTS[0], "quarter": Quarter(2025, 1), "version": 1}
    await _append(site.world.log, [ReleaseOrdered(**about, order=order, ruleset=1)])
    async with site.world.database.tenant(KS) as connection:
        await note_progress(connection, order, Progress(14, 39, site.world.clock.now()))


async def _proposed(
    site: Site, release: Release, *, approvals: int = 0, failed: Check | None = None, reason: str = ""
) -> None:
    whole = passed_report(release)
    checks = tuple(failed if failed and failed.name == one.name else one for one in whole.checks)
    report = structs.replace(whole, held=HELD, checks=checks)
    frozen = Snapshot(release.quarter, ())
    sha256, report_sha256 = await _kept(site.database, release, report, frozen)
    recorded = await site.world.log.read_stream(KS, national_releases_stream())
    after = len(fold(one.event for one in recorded).history)
    ordered, *events = _events(release, report, sha256, report_sha256, after)
    if reason:
        ordered = structs.replace(ordered, reason=clear(CATALOGUE, reason))
    await _append(site.world.log, [ordered, *events[: 2 + approvals]])


async def _append(log: EventLog, events: Sequence[Event]) -> None:
    recorded = await log.read_stream(KS, national_releases_stream())
    await log.append(KS, new_stream_id(), bytes(32), following(national_releases_stream(), recorded, events))


async def _kept(database: DatabaseCopy, release: Release, report: AuditReport, snapshot: Snapshot) -> tuple[str, str]:
    async with Database.opened(database.url(NATIONAL), size=1) as national, national.transaction() as connection:
        await keep_snapshot(connection, snapshot, release.quarter.ends)
        return await keep_release(connection, release), await keep_report(connection, report)
