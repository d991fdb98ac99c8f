"""What a campaign does by itself when time passes. Asked as often as one likes, it answers each thing once.

Source: domain model, section 6: a missed window opens late with its length unchanged, or is skipped with a reason once
the next one is due.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid5

from domain.campaign import events as happened
from domain.campaign.calendar import coming_rounds, due_rounds
from domain.campaign.state import Campaign, Standing
from domain.civil_time import days_later, moment_of
from domain.event import Act, Event
from domain.ids import CampaignId, CollaborationId, MeasurementId, RoundId
from domain.planning.plan import planned_at
from domain.planning.recurrence import Recurrence


def rounds_due(
    state: Campaign, recurrence: Recurrence, collaborations: Mapping[CollaborationId, MeasurementId], act: Act
) -> tuple[Event, ...]:
    """Opens the newest round that is due, and leaves out those that it overtakes.

    `collaborations` are those in the plan now, each with the measurement that is to be its own. Rounds never overlap:
    one that opened late keeps its length, and the next waits until it is over.
    """
    waiting = due_rounds(state, recurrence, act.at)
    if not waiting:
        return ()
    if state.standing is Standing.PAUSED:
        return tuple(_left_out(one, happened.Cause.PAUSED, act) for one in waiting)
    *overtaken, newest = waiting
    left_out = tuple(_left_out(one, happened.Cause.OVERTAKEN, act) for one in overtaken)
    if is_anything_open(state, act.at):
        return left_out
    if not collaborations:
        return (*left_out, _left_out(newest, happened.Cause.NOBODY, act))
    return (*left_out, *_opened(state, newest, collaborations, act))


def measurement_of(campaign: CampaignId, round_: RoundId, collaboration: CollaborationId) -> MeasurementId:
    """There is one for each collaboration in a round, however often it is asked for."""
    return MeasurementId(uuid5(campaign, f"{round_}|{collaboration}"))


def closings_due(state: Campaign, now: datetime) -> tuple[MeasurementId, ...]:
    return tuple(one for one, closes_at in state.unended.items() if closes_at <= now)


def ended(state: Campaign, measurement: MeasurementId, outcome: happened.Outcome, act: Act) -> tuple[Event, ...]:
    """Nothing when it is known already."""
    if measurement in state.outcomes:
        return ()
    return (happened.MeasurementEnded(at=act.at, by=act.by, measurement=measurement, outcome=outcome),)


def is_anything_open(state: Campaign, now: datetime) -> bool:
    """Whether any group has time left."""
    return any(closes_at > now for closes_at in state.unended.values())


def next_moment(state: Campaign, recurrence: Recurrence, now: datetime) -> datetime | None:
    """When there is something to do by itself again, as far as is known now; `None` where there never is.

    Not later than now for what could not be done. A round that waits for an open one opens when that one closes.
    """
    moments = list(state.unended.values())
    moments += [moment_of(planned_at(one)) for one in coming_rounds(state, recurrence, now, at_most=1)]
    return min(moments, default=None)


def _opened(
    state: Campaign, round_: RoundId, collaborations: Mapping[CollaborationId, MeasurementId], act: Act
) -> tuple[Event, ...]:
    opened = happened.RoundOpened(at=act.at, by=act.by, round=round_, due_at=moment_of(planned_at(round_)))
    closes_at = days_later(act.at, state.plan.open_for)
    return (
        opened,
        *(
            happened.MeasurementOpened(
                at=act.at,
                by=act.by,
                round=round_,
                collaboration=collaboration,
                measurement=measurement,
                closes_at=closes_at,
            )
            for collaboration, measurement in collaborations.items()
        ),
    )


def _left_out(round_: RoundId, cause: happened.Cause, act: Act) -> Event:
    return happened.RoundSkipped(at=act.at, by=act.by, round=round_, cause=cause)
