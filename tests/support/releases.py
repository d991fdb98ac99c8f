"""National releases for tests: made by hand, and published as if two people of KS had let them through."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
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
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.identity import new_stream_id
from infra.migrations.roles import NATIONAL, PROJECTOR
from infra.national.releases import keep_release, keep_report
from projections.follower import Follower
from projections.releases.writer import PROJECTION
from services.application.releases.computing import NationalWork
from services.application.writing import following
from tests.database_plugin import DatabaseCopy

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


async def publish_release(database: DatabaseCopy, log: EventLog, release: Release) -> str:
    """All the way, at once, and projected: the hash. `log` is a worker's or the web's. Any projector may follow too."""
    report = passed_report(release)
    async with Database.opened(database.url(NATIONAL), size=1) as national, national.transaction() as connection:
        sha256 = await keep_release(connection, release)
        report_sha256 = await keep_report(connection, report)
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
    about = {"at": at, "quarter": release.quarter, "version": release.version}
    hashes = {"release_sha256": sha256, "report_sha256": report_sha256}
    whole = {**hashes, "ruleset": release.ruleset, "snapshot_sha256": report.snapshot_sha256}
    return [
        ReleaseOrdered(**about, by=ann, order=uuid4(), ruleset=release.ruleset),
        QuarterSnapshotted(**about, by=ann, snapshot_sha256=report.snapshot_sha256),
        ReleaseProposed(**about, by=ann, **whole, passed=True, after=after),
        ProposalApproved(**about, by=ann, **hashes),
        ProposalApproved(**about, by=bo, **hashes),
        ReleasePublished(**about, by=bo, **whole),
    ]


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

    async def freeze(self, _: Connection, quarter: Quarter) -> Snapshot:
        self.frozen += 1
        return Snapshot(quarter=quarter, contributors=self.contributing)

    def protect(
        self, snapshot: Snapshot, history: History, rules: RuleSet, _: bytes, tell: Callable[[int, int], None]
    ) -> tuple[Release, AuditReport]:
        self.computed += 1
        tell(1, 2)
        version = sum(one.release.quarter == snapshot.quarter for one in history) + 1
        base = f"{len(snapshot.contributors) / 2:.1f}"
        release = structs.replace(hand_made(str(snapshot.quarter), version, base=base), ruleset=rules.version)
        report = passed_report(release, snapshot)
        if not self.passes:
            failed = Check(
                name=CheckName.BOUNDS, passed=False, judged=8, worst=0.31, limit=0.4, cells=((COUNTRY, SCORE),)
            )
            report = structs.replace(report, checks=(failed, *report.checks))
        held = (
            Held(GroupId("county:18"), SCORE, Reason.TOO_FEW),
            Held(THINNED, VariableId("thickness:all"), Reason.AUDIT),
        )
        return release, structs.replace(report, held=held)

    def work(self, national: Database) -> NationalWork:
        return NationalWork(database=national, freeze=self.freeze, protect=self.protect, secret=b"secret")
