"""Ten years of every municipality's campaign, by one clock that all share, with machines that were away.

Both changes of the clock, the hour that is missing in March and the one that comes twice in October, leap days, rounds
that are left out for the summer holidays, and downtimes of hours and of weeks.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import msgspec
import pytest
from campaigns import A_MINUTE, CAMPAIGN, RULES, Downtime, act, next_look, plan, planned, turned

from domain.campaign.decisions import SkipRound, decide
from domain.campaign.events import Cause, MeasurementOpened, RoundOpened, RoundSkipped
from domain.campaign.state import Campaign, evolve, fold
from domain.campaign.turn import next_moment
from domain.event import Event
from domain.planning.plan import Plan

MUNICIPALITIES = 357
BEGIN = datetime(2026, 12, 1, 12, tzinfo=UTC)
END = BEGIN + timedelta(days=3653)
OSLO = ZoneInfo("Europe/Oslo")
HOURS = (time(2, 30), time(0), time(8), time(23, 59))
"""The first happens never on a Sunday in March, and twice on one in October."""


class Habit(msgspec.Struct, frozen=True):
    """A way to measure again: its rule, and its days reckoned without it. `open_for` is shorter than any gap."""

    rule: str
    months: int
    day_in: Callable[[int, int], date]
    open_for: int


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def second_monday(year: int, month: int) -> date:
    return date(year, month, 8 + (7 - date(year, month, 1).weekday()) % 7)


def last_sunday(year: int, month: int) -> date:
    """The day on which clocks change, in March and October."""
    last = last_day(year, month)
    return last - timedelta(days=(last.weekday() + 1) % 7)


HABITS = (
    Habit("FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO", 3, second_monday, 60),
    Habit("FREQ=MONTHLY;INTERVAL=3", 3, lambda year, month: date(year, month, 11), 21),
    Habit("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", 1, last_day, 27),
    Habit("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=28,29;BYSETPOS=-1", 12, lambda year, _: last_day(year, 2), 30),
    Habit("FREQ=MONTHLY;INTERVAL=6;BYDAY=-1SU", 6, last_sunday, 14),
    Habit("FREQ=MONTHLY;BYDAY=-1SU", 1, last_sunday, 7),
)


class Municipality(msgspec.Struct, frozen=True):
    """What it has planned, and when each round is due by that: reckoned without the product's own rules."""

    plan: Plan
    due: dict[str, datetime]


def municipality(number: int) -> Municipality:
    draw = Random(number)
    habit, opens_at = HABITS[number % len(HABITS)], HOURS[number // len(HABITS) % len(HOURS)]
    first_month = 2 if habit.months == 12 else 3 if habit.months == 6 else draw.randint(1, 12)
    months = (2027 * 12 + first_month - 1 + habit.months * step for step in range(121))
    days = [habit.day_in(month // 12, month % 12 + 1) for month in months]
    civil = [datetime.combine(day, opens_at) for day in days]
    moments = {one.isoformat(timespec="minutes"): one.replace(tzinfo=OSLO).astimezone(UTC) for one in civil}
    wanted = plan(begins=days[0], opens_at=opens_at, rule=habit.rule, open_for=habit.open_for, reminders=())
    return Municipality(wanted, {name: moment for name, moment in moments.items() if moment <= END})


def downtimes() -> list[Downtime]:
    """The one machine's: a night now and then, some days, and once the whole of a summer."""
    draw = Random(3)
    spells = [timedelta(hours=draw.randint(1, 14)) for _ in range(60)]
    spells += [timedelta(days=draw.randint(1, 25)) for _ in range(12)] + [timedelta(days=75)]
    begun = [BEGIN + timedelta(minutes=draw.randrange(3600 * 24 * 60)) for _ in spells]
    changes = [datetime(2028, 3, 25, 20, tzinfo=UTC), datetime(2031, 10, 25, 20, tzinfo=UTC)]
    return [Downtime(one, one + lasts) for one, lasts in zip(begun, spells, strict=True)] + [
        Downtime(one, one + timedelta(hours=8)) for one in changes
    ]


def summers_left_out(one: Municipality, state: Campaign) -> Iterator[Event]:
    """Whatever would open in July, said in advance."""
    for name in one.due:
        if name[5:7] == "07":
            yield from decide(CAMPAIGN, state, SkipRound(round=name, reason="Fellesferie"), RULES, act(BEGIN))


def lived(one: Municipality, away: list[Downtime]) -> tuple[Event, ...]:
    """Somebody looks when the look before has said so, and a minute before that: as soon as there is anybody."""
    events = planned(one.plan, BEGIN)
    happened = [*events, *summers_left_out(one, fold(events))]
    state, now = fold(happened), next_look(BEGIN, away)
    while now <= END:
        for event in tuple(turned(state, now)):
            state = evolve(state, event)
            happened.append(event)
        moment = next_moment(state, RULES, now)
        if moment is None:
            break
        early = moment - A_MINUTE
        now = next_look(early if early > now else moment, away)
    return tuple(happened)


@pytest.mark.parametrize("away", [[], downtimes()], ids=["a machine that is always there", "one that is not"])
@pytest.mark.parametrize(
    "numbers",
    [range(0, MUNICIPALITIES, 7), pytest.param(range(MUNICIPALITIES), marks=pytest.mark.nightly)],
    ids=["one in seven", "all"],
)
def test_every_due_opening_of_every_municipality_happens_exactly_once_and_none_early(
    numbers: range, away: list[Downtime]
) -> None:
    late, overtaken = 0, 0
    for number in numbers:
        one = municipality(number)
        events = lived(one, away)
        must_be_right(one, events, away)
        late += sum(each.at > each.due_at for each in events if isinstance(each, RoundOpened))
        overtaken += sum(each.cause is Cause.OVERTAKEN for each in events if isinstance(each, RoundSkipped))
    assert (late > 0, overtaken > 0) == (bool(away), bool(away))


def must_be_right(one: Municipality, events: tuple[Event, ...], away: list[Downtime]) -> None:
    opened = {each.round: each for each in events if isinstance(each, RoundOpened)}
    left_out = {each.round: each.cause for each in events if isinstance(each, RoundSkipped)}
    closes = {each.round: each.closes_at for each in events if isinstance(each, MeasurementOpened)}
    assert len(opened) + len(left_out) == sum(isinstance(each, RoundOpened | RoundSkipped) for each in events)
    assert not opened.keys() & left_out.keys()
    assert opened.keys() | left_out.keys() <= one.due.keys()
    following = dict(pairwise(sorted(one.due)))
    for name, due in one.due.items():
        before = [at for earlier, at in closes.items() if earlier < name]
        could_open = next_look(max([due, *before]), away)
        if name[5:7] == "07":
            assert left_out[name] is Cause.PLANNED
        elif could_open > END:
            assert name not in opened
        elif name in following and could_open >= one.due[following[name]]:
            assert left_out[name] is Cause.OVERTAKEN
        else:
            assert opened[name].due_at == due
            assert opened[name].at == could_open
