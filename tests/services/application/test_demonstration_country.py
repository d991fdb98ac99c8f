"""The demonstration's national figures: stored and published by the same words as real ones, and marked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from domain.ids import KS
from domain.national.quarter import Quarter
from domain.national.release import release_bytes
from domain.national.ruleset import rule_set
from domain.national.snapshot import sha256_of, snapshot_bytes
from domain.national_release.events import ProposalApproved, ReleasePublished
from domain.national_release.state import Stage
from infra.database import Database
from infra.migrations.roles import NATIONAL, PROJECTOR, WEB, WORKER
from projections.follower import Follower
from projections.releases.queries import newest, series
from projections.releases.writer import PROJECTION
from services.application.demonstration.country import load_country
from services.application.releases.computing import history_of
from services.application.releases.deciding import all_releases, release_history
from services.application.world import World
from services.disclosure.case import Case
from services.disclosure.reading import read_all
from services.disclosure.together import keep_company
from services.simulation.shipping import FILE, QUARTERS, shipped
from tests.database_plugin import DatabaseCopy
from tests.support.releases import hand_made, publish_release
from tests.support.worlds import opened_world

LAST = Quarter(2026, 2)


@pytest.fixture(scope="module")
def played():
    return list(shipped())


class Opened(NamedTuple):
    world: World
    pages: Database
    national: Database

    async def load(self) -> None:
        await load_country(self.world, self.pages, self.national)


@asynccontextmanager
async def opened(database: DatabaseCopy, redis_url: str) -> AsyncIterator[Opened]:
    pages, national = (Database.opened(database.url(role), size=1) for role in (WEB, NATIONAL))
    async with opened_world(database, redis_url, WORKER) as world, pages as web, national as releases:
        yield Opened(world, web, releases)


def test_what_is_shipped_is_small_and_of_the_snapshots_that_are_simulated_anew(played):
    assert FILE.stat().st_size < 200_000
    assert len(played) == QUARTERS
    for one in played:
        assert one.report.passed
        assert one.report.snapshot_sha256 == sha256_of(snapshot_bytes(one.published.snapshot))
        assert one.report.release_sha256 == sha256_of(release_bytes(one.published.release))
        assert one.published.release.quarter == one.published.snapshot.quarter


def test_everything_that_is_shipped_is_marked_as_simulated(played):
    assert all(one.published.snapshot.simulated and one.published.release.simulated for one in played)


def test_shares_of_what_is_shipped_are_told_in_company(played):
    """The one rule of protecting that is quick to ask again; the report says that the others were kept."""
    history = []
    for one in played:
        case = Case(one.published.snapshot, list(history), rule_set(one.published.release.ruleset))
        for reading in read_all(case, one.published.release):
            assert keep_company(case, reading.asked, reading.told) == set()
        history.append(one.published)


def test_quarters_follow_each_other_up_to_the_last_one(played):
    quarters = [one.published.release.quarter for one in played]
    assert quarters == [LAST.later(number - QUARTERS + 1) for number in range(QUARTERS)]


@pytest.mark.anyio
async def test_two_people_have_published_each_quarter(emptied_database: DatabaseCopy, redis_url: str, played) -> None:
    async with opened(emptied_database, redis_url) as there:
        await there.load()
        events = [record.event for record in await release_history(there.world)]
        releases = await all_releases(there.world)
    assert sum(isinstance(one, ReleasePublished) for one in events) == QUARTERS
    for one in played:
        quarter = one.published.release.quarter
        assert (
            len({event.by for event in events if isinstance(event, ProposalApproved) and event.quarter == quarter}) == 2
        )
        assert releases.stage(quarter) is Stage.NOTHING
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(event.at > event.quarter.ends for event in events)


@pytest.mark.anyio
async def test_ks_reads_the_releases_and_the_national_work_finds_what_they_were_made_of(
    emptied_database: DatabaseCopy, redis_url: str, played
) -> None:
    async with opened(emptied_database, redis_url) as there:
        await there.load()
        async with Database.opened(emptied_database.url(PROJECTOR), size=2) as projector:
            follower = Follower(projector, [PROJECTION])
            while await follower.catch_up():
                pass
        published = (await all_releases(there.world)).history
        history = await history_of(there.national, published, played[0].published.snapshot)
        async with there.world.releases.reading(KS) as connection:
            found, last = await series(connection), await newest(connection)
    assert history == [one.published for one in played]
    assert [one.release for one in found] == [one.published.release for one in played]
    assert last is not None
    assert last.release.quarter == LAST
    assert last.release.simulated


@pytest.mark.anyio
async def test_loading_twice_changes_nothing(emptied_database: DatabaseCopy, redis_url: str) -> None:
    async with opened(emptied_database, redis_url) as there:
        await there.load()
        before = await release_history(there.world)
        await there.load()
        assert await release_history(there.world) == before


@pytest.mark.anyio
async def test_where_ks_has_released_anything_nothing_simulated_is_put_beside_it(
    emptied_database: DatabaseCopy, redis_url: str
) -> None:
    async with opened(emptied_database, redis_url) as there:
        await publish_release(emptied_database, there.world.log, hand_made())
        before = await release_history(there.world)
        await there.load()
        assert await release_history(there.world) == before
