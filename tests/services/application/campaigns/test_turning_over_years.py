"""A year and more of campaigns on a real database: machines are away, break down in the middle, or are two at once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from campaigns import A_MINUTE, Downtime, next_look, plan
from rounds import PLANNED, Parish, found_parish, interrupted

from domain.campaign import events as happened
from domain.ids import CampaignId
from domain.invitation.events import PersonInvited
from domain.measurement import commands as asked
from domain.measurement import events as measured
from domain.measurement.state import Status
from domain.planning.plan import Plan

pytestmark = pytest.mark.anyio

DAYS = 400
END = PLANNED + timedelta(days=DAYS)
OSLO = ZoneInfo("Europe/Oslo")
QUARTERS, MONTHS = (
    plan(open_for=28),
    plan(begins=date(2026, 12, 7), opens_at=time(2, 30), rule="FREQ=MONTHLY", open_for=9),
)
EVERY = {QUARTERS: 3, MONTHS: 1}
"""Months."""


def due_moments(wanted: Plan) -> dict[str, datetime]:
    """Reckoned without the product's own rules, as in `test_campaign_over_years`."""
    first = wanted.begins.year * 12 + wanted.begins.month - 1
    months = range(first, first + 30, EVERY[wanted])
    civil = [
        datetime.combine(date(month // 12, month % 12 + 1, wanted.begins.day), wanted.opens_at) for month in months
    ]
    moments = {one.isoformat(timespec="minutes"): one.replace(tzinfo=OSLO).astimezone(UTC) for one in civil}
    return {name: moment for name, moment in moments.items() if moment <= END}


def downtimes(chance: Random) -> list[Downtime]:
    begins = sorted(PLANNED + timedelta(hours=chance.randrange(DAYS * 24)) for _ in range(6))
    lengths = [timedelta(hours=chance.choice([1, 5, 30, 24 * 12, 24 * 45])) for _ in begins]
    return [Downtime(begins=begin, ends=begin + length) for begin, length in zip(begins, lengths, strict=True)]


def looks(chance: Random) -> Iterator[datetime]:
    """Around all moments at which something may happen, and at some others; never while everybody is away."""
    away = downtimes(chance)
    moments = {
        moment + shift
        for wanted in EVERY
        for moment in due_moments(wanted).values()
        for shift in (timedelta(), timedelta(days=wanted.open_for))
    }
    moments |= {PLANNED + timedelta(hours=chance.randrange(DAYS * 24)) for _ in range(15)} | {END}
    near = {moment + shift for moment in moments for shift in (-A_MINUTE, timedelta(), A_MINUTE)}
    return iter(sorted({next_look(one, away) for one in near if PLANNED <= one <= END}))


async def people_do(parish: Parish, which: CampaignId, chance: Random, now: datetime) -> None:
    """Now and then a group agrees on something, closes its measurement or has it voided."""
    for part in (await parish.campaign(which)).unended:
        state = await parish.measurement(part)
        if state.status is not Status.OPEN or chance.random() < 0.7:
            continue
        if not state.answers:
            await parish.agree(part)
        command = chance.choice([asked.CloseMeasurement(), asked.VoidMeasurement(reason="Feil"), None])
        if command:
            await parish.do(part, command, now)


async def tick(parishes: list[Parish], chance: Random, now: datetime) -> None:
    """Some ticks break down before they are done, and some are two at once."""
    worker = parishes[0]
    match chance.randrange(6):
        case 0:
            await worker.turn(now, interrupted(worker.worker))
        case 1:
            await asyncio.gather(worker.turn(now), worker.turn(now + A_MINUTE / 2), worker.turn(now))
        case _:
            await worker.turn(now)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 8))])
async def test_every_round_that_is_due_opens_or_is_left_out_exactly_once_and_every_measurement_ends_once(
    parish: Parish, seed: int
) -> None:
    chance, parishes = Random(seed), [parish, await found_parish(parish.worker, parish.web)]
    planned: list[tuple[Parish, CampaignId, Plan]] = []
    for one in parishes:
        people = [await one.join() for _ in range(3)]
        for name, number in (("Friskgården", 2), ("Nabohjelpa", 3)):
            await one.collaborate(name, public=people[:1], partner=people[1:number])
        planned += [(one, await one.plan(wanted), wanted) for wanted in EVERY]
    for now in looks(chance):
        await tick(parishes, chance, now)
        if chance.random() < 0.5:
            one, campaign, _ = chance.choice(planned)
            await people_do(one, campaign, chance, now)
    await parish.turn(END + timedelta(days=60))
    for one, campaign, wanted in planned:
        await _as_promised(one, campaign, wanted)
    for one in parishes:
        await _nobody_twice_and_nobody_left_out(one)


async def _as_promised(parish: Parish, which: CampaignId, wanted: Plan) -> None:
    due = due_moments(wanted)
    recorded = await parish.worker.log.read_stream(parish.tenant, which)
    events = [one.event for one in recorded]
    decided = [one.round for one in events if isinstance(one, happened.RoundOpened | happened.RoundSkipped)]
    assert len(decided) == len(set(decided))
    assert set(due) <= set(decided)
    for opened in (one for one in events if isinstance(one, happened.RoundOpened)):
        assert opened.due_at <= opened.at
        assert due.get(opened.round, opened.due_at) == opened.due_at
    parts = [one.measurement for one in events if isinstance(one, happened.MeasurementOpened)]
    assert len(parts) == len(set(parts)) == 2 * sum(isinstance(one, happened.RoundOpened) for one in events)
    ended = Counter(one.measurement for one in events if isinstance(one, happened.MeasurementEnded))
    open_now = set((await parish.campaign(which)).unended)
    assert ended == Counter({part: 1 for part in parts if part not in open_now})
    for part in parts:
        assert ((await parish.measurement(part)).status is Status.OPEN) == (part in open_now)


async def _nobody_twice_and_nobody_left_out(parish: Parish) -> None:
    started = await parish.happened(measured.MeasurementStarted)
    opened = await parish.happened(happened.MeasurementOpened)
    assert [one.at for one in started] == [one.at for one in opened]
    invited = Counter((one.measurement, one.person) for one in await parish.happened(PersonInvited))
    assert set(invited.values()) == {1}
    assert len(invited) == len(opened) * 5 // 2
