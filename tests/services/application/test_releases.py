"""From an order to a published release, against the real database and a worker that can be killed anywhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from domain.ids import KS, SubjectId
from domain.national.quarter import Quarter
from domain.national.release import release_bytes
from domain.national.snapshot import Snapshot
from domain.national_release import errors
from domain.national_release.decisions import (
    ApproveProposal,
    OrderRelease,
    ProposeRelease,
    PublishRelease,
    WithdrawProposal,
)
from domain.national_release.events import Why
from domain.national_release.state import Proposal, Releases, Stage
from domain.streams import national_releases_stream
from infra.database import Database
from infra.identity import new_stream_id
from infra.migrations.roles import NATIONAL, WEB, WORKER
from infra.national.papers import PRINT_RELEASE, keep_paper
from infra.national.releases import find_body, find_report
from infra.national.snapshots import keep_snapshot, snapshots_of
from infra.outbox import TakenWork, finish_work, measure_backlog, set_work_aside, take_work
from infra.translation.catalogue import LANGUAGES
from services.application.outbox import drain
from services.application.releases import computing
from services.application.releases.computing import NationalWork, compute_release
from services.application.releases.deciding import (
    COMPUTE_RELEASE,
    all_releases,
    decide_proposal,
    note_computed,
    order_release,
    progress_of,
)
from services.application.releases.printing import order_missing_paper
from services.application.world import Caller, World
from services.application.writing import Written
from tests.database_plugin import DatabaseCopy
from tests.support.releases import Country, contributors, hand_made, publish_release
from tests.support.worlds import opened_world

pytestmark = pytest.mark.anyio

ANN, BO, CECILIE = (Caller(tenant=KS, subject=SubjectId(uuid4())) for _ in range(3))
SPRING, SUMMER = Quarter(2026, 1), Quarter(2026, 2)


class House:
    """KS's page and a worker on one database, and a country that says what the test lets it."""

    def __init__(self, web: World, worker: World, national: Database) -> None:
        self.web = web
        self.worker = worker
        self.national = national
        self.country = Country()

    @property
    def work(self) -> NationalWork:
        return self.country.work(self.national)

    async def order(self, quarter: Quarter = SPRING, version: int = 1, reason: str = "", ruleset: int = 1) -> UUID:
        which = new_stream_id()
        command = OrderRelease(quarter=quarter, version=version, ruleset=ruleset, order=which, reason=reason)
        await order_release(self.web, ANN, command, which)
        return which

    async def taken(self) -> TakenWork:
        (work,) = await take_work(self.worker.database, [COMPUTE_RELEASE], 5)
        return work

    async def compute(self) -> None:
        await compute_release(self.worker, self.work, await self.taken())

    async def releases(self) -> Releases:
        return await all_releases(self.web)

    async def proposal(self, quarter: Quarter = SPRING) -> Proposal:
        found = (await self.releases()).workshop(quarter).proposal
        assert found is not None
        return found

    async def ask(self, kind: type[Any], who: Caller, quarter: Quarter = SPRING, **more: str) -> Written:
        return await self.ask_of(await self.proposal(quarter), kind, who, quarter, **more)

    async def ask_of(
        self, seen: Proposal, kind: type[Any], who: Caller, quarter: Quarter = SPRING, **more: str
    ) -> Written:
        shown = {"release_sha256": seen.release_sha256, "report_sha256": seen.report_sha256}
        return await decide_proposal(self.web, who, kind(quarter=quarter, **shown, **more), new_stream_id())

    async def publish(self, quarter: Quarter = SPRING) -> None:
        for who in (ANN, BO):
            await self.ask(ApproveProposal, who, quarter)
        await self.ask(PublishRelease, CECILIE, quarter)


@pytest.fixture
async def house(emptied_database: DatabaseCopy, redis_url: str) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(opened_world(emptied_database, redis_url, WEB))
        worker = await stack.enter_async_context(opened_world(emptied_database, redis_url, WORKER))
        national = await stack.enter_async_context(Database.opened(emptied_database.url(NATIONAL), size=2))
        await worker.log.open_tenant(KS)
        yield House(web, worker, national)


async def test_an_order_becomes_a_proposal_with_its_audit_and_two_people_publish_it(house: House) -> None:
    await house.order()
    assert (await house.releases()).stage(SPRING) is Stage.COMPUTING
    await house.compute()
    proposal = await house.proposal()
    async with house.web.releases.transaction() as connection:
        assert await find_body(connection, proposal.release_sha256) == release_bytes(hand_made(base="4.0"))
        report = await find_report(connection, proposal.report_sha256)
    assert report is not None
    assert (report.release_sha256, report.snapshot_sha256) == (proposal.release_sha256, proposal.snapshot_sha256)
    await house.publish()
    assert [one.release_sha256 for one in (await house.releases()).history] == [proposal.release_sha256]


async def test_what_is_published_is_to_be_printed_and_what_is_proposed_is_not(house: House) -> None:
    await house.order()
    await house.compute()
    assert await take_work(house.worker.database, [PRINT_RELEASE], 5) == []
    proposal = await house.proposal()
    await house.publish()
    (work,) = await take_work(house.worker.database, [PRINT_RELEASE], 5)
    assert (work.tenant, work.payload) == (KS, {"release": proposal.release_sha256})


async def test_papers_that_are_missing_are_ordered_one_at_a_time_and_once_the_newest_first(
    house: House, emptied_database: DatabaseCopy
) -> None:
    releases = [hand_made("2025K3"), hand_made("2025K4")]
    older, newer = [await publish_release(emptied_database, house.worker.log, one) for one in releases]
    assert [await order_missing_paper(house.worker) for _ in range(3)] == [newer, older, None]
    works = {one.payload["release"]: one for one in await take_work(house.worker.database, [PRINT_RELEASE], 5)}
    await set_work_aside(house.worker.database, works[older], "fonts are missing")
    await finish_work(house.worker.database, works[newer])
    assert [await order_missing_paper(house.worker) for _ in range(2)] == [newer, None], "what is set aside waits"
    async with house.worker.database.tenant(KS) as connection:
        for language in LANGUAGES:
            await keep_paper(connection, newer, language, b"paper", house.worker.clock.now())
    await take_work(house.worker.database, [PRINT_RELEASE], 5)
    assert await order_missing_paper(house.worker) is None


class Killed(BaseException):
    """What SIGKILL leaves behind: whatever was committed, and nothing more."""


async def killed(*_: object) -> None:
    raise Killed


async def killed_at_proposing(world: World, command: Any, command_id: UUID) -> Written:
    if isinstance(command, ProposeRelease):
        raise Killed
    return await note_computed(world, command, command_id)


async def test_a_computation_that_is_killed_anywhere_is_done_again_and_gives_the_same_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the snapshot noted, with the release kept, with its report kept; meanwhile the country moves on."""
    await house.order()
    work = await house.taken()
    snapshots = set()
    for place, dies in {"keep_release": killed, "keep_report": killed, "note_computed": killed_at_proposing}.items():
        with monkeypatch.context() as patching:
            patching.setattr(computing, place, dies)
            with pytest.raises(Killed):
                await compute_release(house.worker, house.work, work)
        house.country.contributing = contributors(range(12))
        snapshots.add((await house.releases()).workshop(SPRING).snapshot)
    await compute_release(house.worker, house.work, work)
    assert len(snapshots) == house.country.frozen == 1
    assert house.country.computed == 4
    async with house.web.releases.transaction() as connection:
        body = await find_body(connection, (await house.proposal()).release_sha256)
    assert body == release_bytes(hand_made(base="4.0"))


async def test_doing_the_work_again_after_it_was_done_changes_nothing(house: House) -> None:
    await house.order()
    work = await house.taken()
    await compute_release(house.worker, house.work, work)
    before = await house.proposal()
    await compute_release(house.worker, house.work, work)
    assert await house.proposal() == before
    assert house.country.computed == 1


async def test_two_approvals_at_once_are_both_counted_and_one_persons_two_are_one(house: House) -> None:
    await house.order()
    await house.compute()
    seen = await house.proposal()
    await asyncio.gather(house.ask_of(seen, ApproveProposal, ANN), house.ask_of(seen, ApproveProposal, BO))
    assert {one.by for one in (await house.proposal()).approvals} == {ANN.subject, BO.subject}
    await house.ask(WithdrawProposal, ANN, reason="En gang til")
    await house.order()
    await house.compute()
    twice = await asyncio.gather(
        house.ask(ApproveProposal, ANN), house.ask(ApproveProposal, ANN), return_exceptions=True
    )
    assert [type(one) for one in twice if isinstance(one, Exception)] == [errors.ApprovedByThem]
    assert len((await house.proposal()).approvals) == 1


async def test_approving_and_withdrawing_at_once_publishes_nothing_that_was_withdrawn(house: House) -> None:
    await house.order()
    await house.compute()
    await house.ask(ApproveProposal, ANN)
    await house.ask(ApproveProposal, BO)
    seen = await house.proposal()
    both = await asyncio.gather(
        house.ask_of(seen, PublishRelease, CECILIE),
        house.ask_of(seen, WithdrawProposal, ANN, reason="Stopp"),
        return_exceptions=True,
    )
    assert [type(one) for one in both if isinstance(one, Exception)] == [errors.ProposalIsGone]
    events = [one.event.TOPIC for one in await house.web.log.read_stream(KS, national_releases_stream())]
    assert len([topic for topic in events if "published" in topic or "withdrawn" in topic]) == 1


async def test_what_is_simulated_is_not_held_against_real_figures(house: House, emptied_database: DatabaseCopy) -> None:
    simulated = structs.replace(hand_made("2025K3"), simulated=True)
    for release in (simulated, hand_made("2025K4")):
        async with house.national.transaction() as connection:
            await keep_snapshot(connection, Snapshot(release.quarter, ()), house.worker.clock.now())
        await publish_release(emptied_database, house.worker.log, release)
    await house.order()
    await house.compute()
    assert [str(one.release.quarter) for one in house.country.history] == ["2025K4"]
    await house.publish()
    assert len((await house.releases()).history) == 3


async def test_municipalities_own_figures_are_no_correction_of_a_simulated_quarter(
    house: House, emptied_database: DatabaseCopy
) -> None:
    simulated = structs.replace(hand_made(str(SPRING)), simulated=True)
    async with house.national.transaction() as connection:
        before = Snapshot(SPRING, contributors(range(8)), simulated=True)
        sha256 = await keep_snapshot(connection, before, house.worker.clock.now())
    await publish_release(emptied_database, house.worker.log, simulated, before)
    house.country.contributing = contributors(range(20))
    await house.order(version=2, reason="Egne tall")
    await house.compute()
    workshop = (await house.releases()).workshop(SPRING)
    assert (workshop.given_up, workshop.snapshot, workshop.proposal) == (Why.SIMULATED, None, None)
    async with house.national.transaction() as connection:
        assert await snapshots_of(connection, SPRING) == [sha256], "nothing was frozen"


async def test_what_the_audit_stops_is_proposed_as_stopped(house: House) -> None:
    house.country.passes = False
    await house.order()
    await house.compute()
    assert (await house.releases()).stage(SPRING) is Stage.FAILED
    with pytest.raises(errors.AuditIsNotPassed):
        await house.ask(ApproveProposal, ANN)


async def test_a_second_version_needs_enough_changed_municipalities_and_freezes_nothing_before(house: House) -> None:
    await house.order()
    await house.compute()
    await house.publish()
    house.country.contributing = contributors(range(12))
    await house.order(version=2, reason="Fire til")
    await house.compute()
    workshop = (await house.releases()).workshop(SPRING)
    assert (workshop.given_up, workshop.snapshot, workshop.proposal) == (Why.TOO_FEW_CHANGED, None, None)
    house.country.contributing = contributors(range(13))
    await house.order(version=2, reason="Fem til")
    await house.compute()
    await house.publish()
    async with house.national.transaction() as connection:
        assert len(await snapshots_of(connection, SPRING)) == 2
    assert [one.version for one in (await house.releases()).history] == [1, 2]


async def test_a_proposal_that_was_withdrawn_is_computed_again_of_the_same_snapshot(house: House) -> None:
    await house.order()
    await house.compute()
    first = await house.proposal()
    await house.ask(WithdrawProposal, ANN, reason="Med støy")
    house.country.contributing = contributors(range(30))
    await house.order(ruleset=2)
    await house.compute()
    assert (await house.proposal()).snapshot_sha256 == first.snapshot_sha256
    assert house.country.frozen == 1


async def test_a_computation_that_fails_for_good_is_told_on_the_page_and_tells_no_figure(house: House) -> None:
    await house.order()

    def breaks(*_: object) -> Any:
        raise ValueError("municipality 1103 has 9.7")

    broken = structs.replace(house.work, protect=breaks)

    async def handle(work: TakenWork) -> None:
        await compute_release(house.worker, broken, structs.replace(work, attempts=computing.MOST_ATTEMPTS))

    await drain(house.worker.database, {COMPUTE_RELEASE: handle}, timedelta(seconds=20))
    assert (await house.releases()).workshop(SPRING).given_up is Why.BROKE_DOWN
    assert (await measure_backlog(house.worker.database)).set_aside == 1


async def test_progress_is_shown_while_it_lasts_and_forgotten_after(house: House) -> None:
    which = await house.order()
    assert await progress_of(house.web, which) is None
    seen = []

    async def watched() -> None:
        while not (await house.releases()).workshop(SPRING).proposal:
            if found := await progress_of(house.web, which):
                seen.append((found.step, found.steps))
            await asyncio.sleep(0.02)

    await asyncio.gather(watched(), house.compute())
    assert set(seen) <= {(1, 2)}
    assert await progress_of(house.web, which) is None
