"""Rounds open and close by themselves: exactly once, whoever looks, and from the log alone."""

import asyncio
from datetime import date, timedelta

import msgspec
import psycopg
import pytest
from campaigns import A_MINUTE, plan
from database_plugin import DatabaseCopy
from rounds import CLOSING, FIRST, OPENING, PLANNED, SECOND, Parish, found_parish, interrupted, overtaken
from worlds import opened_world

from domain.campaign import decisions as asked
from domain.campaign import events as campaign
from domain.campaign.turn import measurement_of
from domain.ids import CampaignId, MeasurementId
from domain.invitation import events as invitation
from domain.measurement import events as measured
from domain.measurement.commands import StartMeasurement
from domain.measurement.state import Status
from domain.modes import Mode
from domain.planning.plan import Listed, OfThemes
from domain.sectors import Sector, Side
from domain.themes import Theme
from infra.campaign_looks import to_look_at
from infra.identity import new_stream_id
from infra.migrations.roles import WORKER
from services.application.measurements import start_measurement

pytestmark = pytest.mark.anyio


async def test_at_its_hour_a_round_opens_with_a_measurement_for_each_group_and_not_a_minute_before(
    parish: Parish,
) -> None:
    groups = [await parish.collaborate(name) for name in ("Friskgården", "Nabohjelpa")]
    which = await parish.plan()
    await parish.turn(OPENING - A_MINUTE)
    assert await parish.turned(which) == []
    await parish.turn(OPENING)
    assert await parish.turned(which) == [f"opened {FIRST}", "MeasurementOpened", "MeasurementOpened"]
    for group in groups:
        state = await parish.measurement(measurement_of(which, FIRST, group))
        assert (state.collaboration, state.status, state.started_at) == (group, Status.OPEN, OPENING)
        assert (state.mode, state.practice, state.attendance) == (Mode.EACH_THEN_TOGETHER, False, {})
    _, newest = parish.worker.instruments.newest()
    assert state.instrument_sha256 == newest


async def test_everybody_who_belongs_and_has_joined_is_invited_once_on_the_side_that_they_belong_for(
    parish: Parish,
) -> None:
    pia, per, gone, invited, elsewhere = (
        await parish.join("Pia"), await parish.join("Per"), await parish.join("Gry"), await parish.invite(),
        await parish.join("Eva"),
    )  # fmt: skip
    await parish.collaborate(public=[pia, gone], partner=[per, invited])
    await parish.collaborate("Nabohjelpa", partner=[pia])
    await parish.remove(gone)
    which = await parish.plan()
    for _ in range(3):
        await parish.turn(OPENING)
    people = [(one.person, one.side) for one in await parish.happened(invitation.PersonInvited)]
    assert people == [(pia, Side.PUBLIC), (per, Side.PARTNER), (pia, Side.PARTNER)]
    assert elsewhere not in dict(people)
    assert {one.campaign for one in await parish.happened(invitation.PersonInvited)} == {which}
    assert await waiting(parish, "mail.campaign-invitation") == 3


async def waiting(parish: Parish, kind: str) -> int:
    async with parish.worker.database.tenant(parish.tenant) as connection:
        return int(await connection.fetchval("select count(*) from log.outbox where kind = $1", kind))


async def test_only_those_in_the_plan_measure(parish: Parish) -> None:
    young = await parish.collaborate("Unge", theme=Theme.YOUNG_PEOPLE)
    other = await parish.collaborate("Andre", theme=Theme.OTHER)
    by_theme = await parish.plan(plan(selection=OfThemes(themes=(Theme.OTHER,))))
    by_name = await parish.plan(plan(selection=Listed(collaborations=(young,))))
    await parish.turn(OPENING)
    for which, group in ((by_theme, other), (by_name, young)):
        parts = (await parish.campaign(which)).parts
        assert [part.collaboration for part in parts.values()] == [group]


async def test_what_is_done_by_itself_is_done_in_the_name_of_whoever_planned_it_last(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    await parish.turn(CLOSING)
    for stream in (which, *(await parish.campaign(which)).parts):
        recorded = await parish.worker.log.read_stream(parish.tenant, stream)
        assert {one.event.by for one in recorded} == {parish.planner.subject}


async def test_two_turners_at_once_open_one_round(
    parish: Parish, emptied_database: DatabaseCopy, redis_url: str
) -> None:
    """In two processes, with clocks that differ a little; each several times at once."""
    group = await parish.collaborate(public=[await parish.join()])
    which = await parish.plan()
    async with opened_world(emptied_database, redis_url, WORKER) as other:
        turners = [parish.turn(OPENING + number * A_MINUTE, world) for number in range(4) for world in (None, other)]
        await asyncio.gather(*turners)
    assert await parish.turned(which) == [f"opened {FIRST}", "MeasurementOpened"]
    assert len(await parish.happened(measured.MeasurementStarted)) == 1
    assert len(await parish.happened(invitation.PersonInvited)) == 1
    assert await waiting(parish, "mail.campaign-invitation") == 1
    assert await parish.measurement(measurement_of(which, FIRST, group))


async def test_who_was_away_opens_late_and_the_round_keeps_its_length(parish: Parish) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    late = OPENING + timedelta(days=5, hours=3)
    await parish.turn(late)
    state = await parish.campaign(which)
    assert state.opened[FIRST].due_at == OPENING
    assert state.closes[measurement_of(which, FIRST, group)] == late + timedelta(days=21)


async def test_what_the_next_round_overtook_is_left_out(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING + timedelta(days=100))
    assert await parish.turned(which) == [f"overtaken {FIRST}", f"opened {SECOND}", "MeasurementOpened"]


async def test_a_round_for_nobody_is_left_out_with_the_cause(parish: Parish) -> None:
    which = await parish.plan()
    await parish.turn(OPENING)
    assert await parish.turned(which) == [f"nobody {FIRST}"]


async def test_a_paused_campaign_opens_nothing_and_what_is_open_still_closes(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    await parish.ask(which, asked.PauseCampaign(reason="Valg"), OPENING + A_MINUTE)
    await parish.turn(CLOSING)
    await parish.turn(OPENING + timedelta(days=100))
    assert (await parish.turned(which))[2:] == ["CampaignPaused", "not_completed", f"paused {SECOND}"]


async def test_a_cancelled_campaign_is_over_when_what_is_open_has_closed(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    await parish.ask(which, asked.CancelCampaign(reason="Nok"), OPENING + A_MINUTE)
    await parish.turn(CLOSING)
    await parish.turn(OPENING + timedelta(days=400))
    assert (await parish.turned(which))[2:] == ["CampaignCancelled", "not_completed"]


async def test_a_round_that_somebody_chose_to_leave_out_does_not_open(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(PLANNED)
    await parish.ask(which, asked.SkipRound(round=FIRST, reason="Fellesferie"), PLANNED + A_MINUTE)
    await parish.turn(OPENING)
    assert await parish.turned(which) == [f"planned {FIRST}"]


async def test_a_plan_that_was_revised_after_the_last_look_opens_by_the_new_plan(parish: Parish) -> None:
    await parish.collaborate()
    which = await parish.plan()
    await parish.turn(PLANNED)
    sooner = plan(begins=date(2026, 12, 14))
    await parish.ask(which, asked.RevisePlan(plan=sooner, seen=plan()), PLANNED + A_MINUTE)
    await parish.turn(PLANNED + 2 * A_MINUTE)
    await parish.turn(OPENING - timedelta(days=28))
    assert await parish.turned(which) == ["PlanRevised", "opened 2026-12-14T08:00", "MeasurementOpened"]


async def test_a_group_that_has_a_measurement_under_way_goes_on_with_it_beside_the_rounds(parish: Parish) -> None:
    group, by_hand = await parish.collaborate(), MeasurementId(new_stream_id())
    start = StartMeasurement(
        collaboration=group, mode=Mode.TOGETHER, practice=False, attendance={Sector.MUNICIPALITY: 3}
    )
    await start_measurement(parish.web, parish.planner, by_hand, start, new_stream_id())
    which = await parish.plan()
    await parish.turn(OPENING)
    await parish.turn(CLOSING)
    assert (await parish.measurement(by_hand)).status is Status.OPEN
    assert (await parish.measurement(measurement_of(which, FIRST, group))).status is Status.NOT_COMPLETED


async def test_looks_that_are_lost_are_made_again_and_change_nothing(
    parish: Parish, emptied_database: DatabaseCopy
) -> None:
    await parish.collaborate()
    which = await parish.plan()
    for moment in (PLANNED, OPENING - A_MINUTE, OPENING, OPENING + A_MINUTE):
        with psycopg.connect(emptied_database.admin_url, autocommit=True) as connection:
            connection.execute("delete from campaigns.looks")
        await parish.turn(moment)
    assert await parish.turned(which) == [f"opened {FIRST}", "MeasurementOpened"]


async def test_what_is_planned_while_the_worker_looks_is_seen_at_the_next_tick(parish: Parish) -> None:
    await parish.collaborate()
    await parish.turn(PLANNED)
    await parish.plan()
    late: list[CampaignId] = []

    async def plan_another() -> None:
        late.append(await parish.plan())

    await parish.turn(PLANNED, overtaken(parish.worker, "read_stream", plan_another))
    await parish.turn(PLANNED + A_MINUTE)
    await parish.turn(OPENING)
    assert await parish.turned(late[0]) == [f"opened {FIRST}", "MeasurementOpened"]


async def test_who_pauses_as_a_round_opens_comes_first_or_last_and_never_in_between(
    parish: Parish, caplog: pytest.LogCaptureFixture
) -> None:
    await parish.collaborate()
    which = await parish.plan()

    async def pause() -> None:
        await parish.ask(which, asked.PauseCampaign(reason="Valg"), OPENING)

    await parish.turn(OPENING, overtaken(parish.worker, "find_command", pause))
    assert await parish.turned(which) == ["CampaignPaused"]
    assert caplog.text == "", "it is no trouble, and nothing was tried in vain"
    await parish.turn(OPENING + A_MINUTE)
    assert await parish.turned(which) == ["CampaignPaused", f"paused {FIRST}"]
    assert await parish.happened(measured.MeasurementStarted) == []


async def test_an_opening_that_is_interrupted_leaves_nothing_and_the_next_tick_opens(
    parish: Parish, caplog: pytest.LogCaptureFixture
) -> None:
    await parish.collaborate(public=[await parish.join()])
    which = await parish.plan()
    await parish.turn(OPENING, interrupted(parish.worker))
    assert await parish.turned(which) == []
    assert await parish.happened(measured.MeasurementStarted) == []
    assert await waiting(parish, "mail.campaign-invitation") == 0
    assert f"a round of campaign {which}" in caplog.text
    await parish.turn(OPENING + A_MINUTE)
    assert await parish.turned(which) == [f"opened {FIRST}", "MeasurementOpened"]


async def test_one_campaign_that_cannot_be_turned_hinders_no_other(
    parish: Parish, monkeypatch: pytest.MonkeyPatch
) -> None:
    await parish.collaborate()
    broken, sound = await parish.plan(), await parish.plan()
    between = parish.worker.recurrence.between
    trouble = plan(rule="FREQ=YEARLY")
    await parish.ask(broken, asked.RevisePlan(plan=trouble, seen=plan()), PLANNED)

    class Rules:
        def between(self, wanted, after, until):
            if wanted == trouble:
                raise RuntimeError("cannot be read")
            return between(wanted, after, until)

    await parish.turn(OPENING, msgspec.structs.replace(parish.worker, recurrence=Rules()))
    assert await parish.turned(sound) == [f"opened {FIRST}", "MeasurementOpened"]
    await parish.turn(OPENING)
    assert await parish.turned(broken) == ["PlanRevised", f"opened {FIRST}", "MeasurementOpened"]


async def test_a_quiet_tick_looks_at_no_workspace(parish: Parish) -> None:
    await parish.collaborate()
    await parish.plan()
    for _ in range(2):
        await parish.turn(PLANNED)
    assert await to_look_at(parish.worker.database, OPENING - A_MINUTE) == []
    assert [tenant for tenant, _ in await to_look_at(parish.worker.database, OPENING)] == [parish.tenant]


async def test_a_round_opens_only_in_the_workspace_that_planned_it(parish: Parish) -> None:
    other = await found_parish(parish.worker, parish.web)
    mine, theirs = await parish.collaborate(), await other.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    assert [one.collaboration for one in await parish.happened(measured.MeasurementStarted)] == [mine]
    assert await other.happened(measured.MeasurementStarted) == []
    assert await other.happened(campaign.RoundOpened) == []
    assert theirs not in {part.collaboration for part in (await parish.campaign(which)).parts.values()}
