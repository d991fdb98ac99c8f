"""A quarter is frozen with the numbers of those who share now, and nothing else of any workspace is in reach."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import asyncpg
import psycopg
import pytest

from domain.collaboration import events as collaborating
from domain.event import Event
from domain.ids import CollaborationId, SubjectId, TenantId
from domain.measurement import events as measuring
from domain.national.classification import ClassificationIsUnsound
from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.snapshot import Contributor, Snapshot
from domain.scoring.profile import FieldFigures, Profile, ValueFigures
from domain.streams import workspace_stream
from domain.text import Clear, TextIsMissing
from domain.workspace import events as workspace
from infra.clock import FixedClock
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.migrations.roles import KS, NATIONAL, PROJECTOR, WEB, WORKER
from infra.national.classifications import imports
from infra.national.snapshots import find_snapshot, keep_snapshot, snapshots_of
from projections.contributions.queries import contribution_over
from projections.contributions.writer import PROJECTION
from projections.follower import Follower
from projections.rebuild import Rebuild
from projections.tracking import report_health
from services.application.national import snapshots
from services.application.national.classifying import import_classification
from services.application.national.snapshots import ContributionsAreBehind, freeze
from tests.database_plugin import DatabaseCopy
from tests.support.builders import ANNA
from tests.support.logs import NoKeys, append, new_tenant, versions

pytestmark = pytest.mark.anyio

QUARTER = Quarter(2026, 1)
DURING = QUARTER.begins + timedelta(days=40)
AFTER = FixedClock(datetime(2026, 4, 1, 12, tzinfo=UTC))
TABLES = ("contributors", "contributed_actions", "contributed_collaborations", "contributed_measurements")


class Country:
    """Municipalities whose logs the projector follows."""

    def __init__(self, copy: DatabaseCopy, log: EventLog, databases: Sequence[Database]) -> None:
        """`databases` are the projector's, the national work's, and a worker's."""
        self.copy, self.log = copy, log
        self.projector, self.national, self.logs = databases
        self.versions: dict[TenantId, int] = {}

    async def found(self, number: str | None, *, country: str = "NO", shares: bool = True) -> TenantId:
        tenant = new_tenant(self.copy)
        self.versions[tenant] = 0
        founded = workspace.WorkspaceFounded(at=DURING, by=ANNA, slug="a", name="Annen", country=country, number=number)
        await self.tell(tenant, founded, *[workspace.SharingStarted(at=DURING, by=ANNA)][: int(shares)])
        return tenant

    async def tell(self, tenant: TenantId, *events: Event) -> None:
        await append(self.log, tenant, versions(workspace_stream(tenant), events, after=self.versions[tenant]))
        self.versions[tenant] += len(events)

    async def measure(
        self, tenant: TenantId, score: int, *, at: datetime = DURING, then: Sequence[Event] = (), practice: bool = False
    ) -> CollaborationId:
        """A new collaboration with one measurement, closed at that moment."""
        collaboration, measurement = CollaborationId(uuid4()), uuid4()
        formed = collaborating.CollaborationFormed(
            at=at, by=ANNA, name="Hemmelig navn", theme=collaborating.Theme.HOUSING
        )
        started = measuring.MeasurementStarted(
            at=at,
            by=ANNA,
            collaboration=collaboration,
            instrument="samson",
            instrument_version=1,
            instrument_sha256="",
            mode=measuring.Mode.TOGETHER,
            practice=practice,
            attendance={},
            place=Clear(SubjectId(measurement), "Hemmelig sted"),
        )
        await append(self.log, tenant, versions(collaboration, [formed]))
        await append(self.log, tenant, versions(measurement, [started, closed(score, at), *then]))
        return collaboration

    async def follow(self) -> None:
        follower = Follower(self.projector, [PROJECTION])
        while await follower.catch_up():
            pass
        async with self.projector.transaction() as connection:
            await report_health(connection, [PROJECTION.name])

    async def frozen(self, quarter: Quarter = QUARTER) -> Snapshot:
        """And kept."""
        async with self.national.transaction() as connection:
            snapshot = await freeze(connection, self.logs, quarter)
            await keep_snapshot(connection, snapshot, AFTER.now())
        return snapshot

    async def taken(self, quarter: Quarter = QUARTER) -> tuple[Contributor, ...]:
        await self.follow()
        return (await self.frozen(quarter)).contributors


def closed(score: int, at: datetime = DURING) -> measuring.MeasurementClosed:
    fields = (FieldFigures("equality", Fraction(score), None, 7, 7, ()),)  # type: ignore[arg-type]
    values = (ValueFigures("openness", None),)  # type: ignore[arg-type]
    figures = Profile(values=values, fields=fields, thickness=Fraction(50), focus=())
    return measuring.MeasurementClosed(at=at, by=ANNA, figures=figures, scoring_version=1, instrument_sha256="")


@pytest.fixture
async def country(emptied_database: DatabaseCopy) -> AsyncIterator[Country]:
    async with AsyncExitStack() as stack:
        web, *others = [
            await stack.enter_async_context(Database.opened(emptied_database.url(role), size=6))
            for role in (WEB, PROJECTOR, NATIONAL, WORKER)
        ]
        yield Country(emptied_database, EventLog(web, NoKeys()), others)


async def test_a_quarter_is_frozen_with_exact_means_of_those_who_share(country: Country) -> None:
    sharing, silent = await country.found("1101"), await country.found("1103", shares=False)
    for tenant, score in ((sharing, 4), (sharing, 7), (silent, 9)):
        await country.measure(tenant, score)
    await country.follow()
    taken = await country.frozen()
    (one,) = taken.contributors
    assert (one.number, one.place, one.collaborations) == ("1101", Place(county="11"), 2)
    assert one.values == {"score:equality": Fraction(11, 2), "thickness:all": Fraction(50)}
    assert (one.themes["housing"].collaborations, one.themes["housing"].values) == (2, one.values)
    async with country.national.transaction() as connection:
        assert [await find_snapshot(connection, one) for one in await snapshots_of(connection, QUARTER)] == [taken]


async def test_who_stopped_is_in_no_later_snapshot_and_stays_in_the_earlier_one(country: Country) -> None:
    tenant = await country.found("1101")
    await country.measure(tenant, 5)
    before = await country.taken()
    reason = Clear(SubjectId(workspace_stream(tenant)), "Hemmelig grunn")
    await country.tell(tenant, workspace.SharingStopped(at=DURING, by=ANNA, reason=reason))
    assert (len(before), await country.taken()) == (1, ())
    async with country.national.transaction() as connection:
        kept = [await find_snapshot(connection, name) for name in await snapshots_of(connection, QUARTER)]
    assert sorted(len(one.contributors) for one in kept if one) == [0, 1]
    await country.tell(tenant, workspace.SharingStarted(at=DURING, by=ANNA))
    assert await country.taken() == before


@pytest.mark.parametrize(("number", "land"), [(None, "NO"), ("0265", "DK"), ("9999", "NO")])
async def test_guests_and_numbers_of_no_municipality_never_count(
    country: Country, number: str | None, land: str
) -> None:
    tenant = await country.found(number, country=land)
    await country.measure(tenant, 5)
    assert await country.taken() == ()


@pytest.mark.parametrize(
    "then",
    [
        [measuring.MeasurementVoided(at=DURING, by=ANNA, reason=Clear(ANNA, "x"))],
        [measuring.MeasurementMarkedAsPractice(at=DURING, by=ANNA)],
        [measuring.MeasurementReopened(at=DURING, by=ANNA, reason=Clear(ANNA, "x"))],
    ],
    ids=["voided", "practice", "reopened"],
)
async def test_what_is_voided_practice_or_open_again_does_not_count(country: Country, then: Sequence[Event]) -> None:
    tenant = await country.found("1101")
    await country.measure(tenant, 5, then=then)
    await country.measure(tenant, 9, practice=True)
    assert await country.taken() == ()


async def test_a_correction_after_the_quarter_stays_in_it_and_a_mark_can_be_lifted(country: Country) -> None:
    tenant, later = await country.found("1101"), QUARTER.ends + timedelta(days=1)
    reopened = measuring.MeasurementReopened(at=later, by=ANNA, reason=Clear(ANNA, "x"))
    marked = measuring.MeasurementMarkedAsPractice(at=later, by=ANNA)
    lifted = measuring.PracticeMarkLifted(at=later, by=ANNA)
    await country.measure(tenant, 5, then=[reopened, closed(8, later), marked, lifted])
    (one,) = await country.taken()
    assert one.values["score:equality"] == 8  # type: ignore[index]
    assert await country.taken(QUARTER.later(1)) == ()


async def test_two_workspaces_of_one_municipality_are_one_contributor(country: Country) -> None:
    for score in (2, 6):
        await country.measure(await country.found("1101"), score)
    (one,) = await country.taken()
    assert (one.collaborations, one.values["score:equality"]) == (2, 4)  # type: ignore[index]


FILE = """number,valid_from,valid_to,population,kostra,continued_by
1101,2020-01-01,2026-04-01,1900,02,
1101,2026-04-01,,2100,03,
1103,2020-01-01,2026-02-01,9000,11,1106
1106,2020-01-01,,30000,12,
"""


async def test_a_place_is_as_it_was_at_the_quarters_end_and_who_ended_is_who_continues(country: Country) -> None:
    for number, score in (("1101", 2), ("1103", 4), ("1106", 6)):
        await country.measure(await country.found(number), score)
    await import_classification(country.national, AFTER, FILE.encode(), "Kari")
    first, second = await country.taken()
    assert (first.number, first.place) == ("1101", Place("11", 1900, "02"))
    assert (second.number, second.place) == ("1106", Place("11", 30000, "12"))
    assert second.values["score:equality"] == 5  # type: ignore[index]


MERGED = """number,valid_from,valid_to,population,kostra,continued_by,county
1103,2020-01-01,2026-02-01,9000,11,1190,
1106,2020-01-01,2026-02-01,30000,12,1190,
1190,2026-02-01,,39000,12,,11
1191,2026-07-01,,1000,01,,11
"""


async def test_one_that_is_newer_than_the_products_list_is_in_the_county_that_was_imported_from_its_first_day(
    country: Country,
) -> None:
    for number, score in (("1103", 4), ("1106", 6), ("1191", 9)):
        await country.measure(await country.found(number), score)
    await import_classification(country.national, AFTER, MERGED.encode(), "Kari")
    (merged,) = await country.taken()
    assert (merged.number, merged.place, merged.collaborations) == ("1190", Place("11", 39000, "12"), 2)
    assert merged.values["score:equality"] == 5  # type: ignore[index]


async def test_an_imported_county_goes_before_the_products_list(country: Country) -> None:
    await country.measure(await country.found("1103"), 4)
    file = f"{MERGED.splitlines()[0]}\n1103,2020-01-01,,,,,46\n"
    await import_classification(country.national, AFTER, file.encode(), "Kari")
    assert [one.place for one in await country.taken()] == [Place("46")]


async def test_a_file_is_imported_as_a_whole_with_who_and_when_or_not_at_all(country: Country) -> None:
    with pytest.raises(ClassificationIsUnsound):
        await import_classification(country.national, AFTER, f"{FILE}x,,,,,\n".encode(), "Kari")
    with pytest.raises(TextIsMissing):
        await import_classification(country.national, AFTER, FILE.encode(), " ")
    for _ in range(2):
        await import_classification(country.national, AFTER, FILE.encode(), " Kari ")
    async with country.national.transaction() as connection:
        assert [(one.imported_by, one.imported_at) for one in await imports(connection)] == [("Kari", AFTER.now())] * 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with country.national.transaction() as connection:
            await connection.execute("delete from national.classifications")


async def test_nothing_is_frozen_while_a_no_may_still_be_on_its_way(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PAUSE", 0)
    tenant = await country.found("1101")
    with pytest.raises(ContributionsAreBehind):
        await country.frozen()
    await country.follow()
    await country.tell(tenant, workspace.SharingStopped(at=DURING, by=ANNA))
    async with country.projector.transaction() as connection:
        await report_health(connection, [PROJECTION.name])
    with pytest.raises(ContributionsAreBehind):
        await country.frozen()


async def slow_projector(country: Country, pause: float) -> None:
    follower = Follower(country.projector, [PROJECTION])
    while True:
        await asyncio.sleep(pause)
        while await follower.catch_up():
            pass


async def test_who_was_told_that_sharing_has_stopped_is_in_no_snapshot_that_is_asked_for_then(country: Country) -> None:
    """The projector is slow, and has said a moment ago that nothing waits: the snapshot waits for it all the same."""
    tenants = [await country.found(number) for number in ("1101", "1103", "1106", "1108")]
    for tenant in tenants:
        await country.measure(tenant, 5)
    assert len(await country.taken()) == len(tenants)
    projecting = asyncio.create_task(slow_projector(country, 0.4))
    try:
        for left, tenant in enumerate(tenants, start=1):
            await country.tell(tenant, workspace.SharingStopped(at=DURING, by=ANNA))
            taken = await country.frozen()
            assert len(taken.contributors) == len(tenants) - left
    finally:
        projecting.cancel()


async def test_the_national_work_sees_who_shares_and_no_other_whatever_it_says_of_itself(country: Country) -> None:
    """Also after the read model was built anew."""
    tenants = [await country.found("1101"), await country.found("1103", shares=False)]
    for tenant in tenants:
        await country.measure(tenant, 5)
        await country.measure(tenant, 5, practice=True)
    await country.follow()
    seen = {"contributors": 1, "contributed_actions": 0, "contributed_collaborations": 2, "contributed_measurements": 1}
    assert await seen_by(country.national, None) == seen
    assert await seen_by(country.national, tenants[1]) == seen, "naming a tenant opens nothing more"
    await rebuild(country)
    assert await seen_by(country.national, None) == await seen_by(country.national, tenants[1]) == seen
    async with country.projector.reading(tenants[1]) as connection:
        own = await contribution_over(connection, tenants[1], QUARTER, QUARTER)
    assert len(own.measurements) == 1, "its own page tells what would take part before it says yes"


async def seen_by(database: Database, tenant: TenantId | None) -> dict[str, int]:
    async with database.tenant(tenant or TenantId(0)) as connection:
        return {
            table: await connection.fetchval(f"select count(*) from read_contributions.{table}") for table in TABLES
        }


async def rebuild(country: Country) -> None:
    admin = await asyncpg.connect(country.copy.admin_url)
    try:
        anew = Rebuild(admin, country.projector, PROJECTION)
        await anew.stage()
        await anew.catch_up()
        assert (await anew.compare()).differing_rows == 0
        await anew.swap()
    finally:
        await admin.close()


async def test_pages_see_their_own_workspaces_contribution_and_ks_sees_none(country: Country) -> None:
    one, other = await country.found("1101"), await country.found("1103")
    await country.measure(one, 5)
    await country.follow()
    for role in (WEB, WORKER):
        async with Database.opened(country.copy.url(role), size=1) as opened:
            assert (await seen_by(opened, one))["contributed_measurements"] == 1
            assert (await seen_by(opened, other))["contributed_measurements"] == 0
    with psycopg.connect(country.copy.url(KS), autocommit=True) as ks:
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ks.execute(f"select * from read_contributions.{table}")


async def test_nothing_that_is_contributed_is_a_name_a_text_or_a_person(country: Country) -> None:
    tenant = await country.found("1101")
    await country.measure(tenant, 5)
    await country.follow()
    async with country.national.transaction() as connection:
        rows = [
            dict(row) for table in TABLES for row in await connection.fetch(f"select * from read_contributions.{table}")
        ]
    told = repr(rows)
    assert "1101" in told
    assert not any(word in told for word in ("emmelig", "gilemmeH", "Annen", str(ANNA), "sealed"))
