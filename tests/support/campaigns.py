"""A campaign, played over years: time jumps from one moment at which something may happen to the next."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

import msgspec

from domain.campaign import turn
from domain.campaign.decisions import PlanCampaign, plan_campaign
from domain.campaign.events import Outcome
from domain.campaign.state import Campaign, evolve, fold
from domain.event import Act, Event
from domain.ids import CampaignId, CollaborationId, MeasurementId, SubjectId
from domain.modes import Mode
from domain.planning.plan import AllOfThem, Plan
from infra.recurrence import Rules

CAMPAIGN = CampaignId(UUID(int=71))
PLANNER = SubjectId(UUID(int=72))
RULES = Rules()
QUARTERLY = "FREQ=MONTHLY;INTERVAL=3"
A_MINUTE = timedelta(minutes=1)


def act(at: datetime) -> Act:
    return Act(by=PLANNER, at=at)


def plan(**other: object) -> Plan:
    usual = Plan(
        selection=AllOfThem(),
        begins=date(2027, 1, 11),
        opens_at=time(8),
        rule=QUARTERLY,
        open_for=21,
        reminders=(7, 2),
        mode=Mode.EACH_THEN_TOGETHER,
    )
    return msgspec.structs.replace(usual, **other)


def planned(wanted: Plan | None = None, at: datetime = datetime(2026, 12, 1, 12, tzinfo=UTC)) -> tuple[Event, ...]:
    return plan_campaign(None, PlanCampaign(name="Hvert kvartal", plan=wanted or plan()), RULES, act(at))


class Downtime(msgspec.Struct, frozen=True):
    """Nobody is there to look at the clock from `begins`, and again at `ends`."""

    begins: datetime
    ends: datetime


def next_look(moment: datetime, downtimes: Sequence[Downtime]) -> datetime:
    """When somebody looks at the clock, at `moment` or after it."""
    for one in downtimes:
        if one.begins <= moment < one.ends:
            return next_look(one.ends, downtimes)
    return moment


def played(
    events: tuple[Event, ...],
    looks: Iterator[datetime],
    *,
    groups: int = 1,
    between: Callable[[Campaign, datetime], tuple[Event, ...]] = lambda _state, _now: (),
) -> tuple[Event, ...]:
    """All that has happened when the last look is over. `between` is what people do meanwhile."""
    state = fold(events)
    happened = list(events)
    for now in looks:
        assert state is not None, "no campaign was planned"
        for event in (*between(state, now), *turned(state, now, groups)):
            state = evolve(state, event)
            happened.append(event)
    return tuple(happened)


def turned(state: Campaign, now: datetime, groups: int = 1) -> Iterator[Event]:
    """As the worker does it: what is over ends, and then opens what is due."""
    for measurement in turn.closings_due(state, now):
        for event in turn.ended(state, measurement, Outcome.NOT_COMPLETED, act(now)):
            state = evolve(state, event)
            yield event
    yield from turn.rounds_due(state, RULES, _measurements(now, groups), act(now))


def _measurements(now: datetime, groups: int) -> dict[CollaborationId, MeasurementId]:
    return {
        CollaborationId(UUID(int=800 + number)): MeasurementId(uuid5(CAMPAIGN, f"{now} {number}"))
        for number in range(groups)
    }
