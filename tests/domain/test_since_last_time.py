"""Which actions a measurement looks back on."""

from datetime import timedelta
from uuid import UUID

import pytest
from builders import ANNA, COLLABORATION, MEASUREMENT, NOON

from domain.action_plan import decisions as asked
from domain.action_plan.decisions import decide
from domain.action_plan.events import Verdict
from domain.action_plan.since import Meeting, since_last_time
from domain.action_plan.state import fold
from domain.event import Act
from domain.ids import ActionId, MeasurementId

MEET = ActionId(UUID(int=7))
LAST, THIS, LATER = (MeasurementId(UUID(int=number)) for number in (21, 22, 23))
SUGGEST = asked.SuggestAction(
    action=MEET, collaboration=COLLABORATION, measurement=MEASUREMENT, question="1-1", text="Møtes på gården"
)


def agree(measurement=MEASUREMENT):
    return asked.AgreeAction(action=MEET, measurement=measurement, owner=None, due=None)


def plan(*steps):
    """A command, or an hour and a command; each an hour after the one before unless it says so."""
    events, hour = (), 0
    for step in steps:
        hour, command = step if isinstance(step, tuple) else (hour + 1, step)
        events += decide(fold(events), command, Act(by=ANNA, at=NOON + timedelta(hours=hour)))
    return events


def looked_back_on(events, *, last_closed=10, this_closed=None):
    closed = NOON + timedelta(hours=this_closed) if this_closed is not None else None
    return since_last_time(events, Meeting(LAST, NOON + timedelta(hours=last_closed)), Meeting(THIS, closed))


def test_what_is_still_open_is_looked_back_on_however_old_it_is():
    (found,) = looked_back_on(plan(SUGGEST, agree(), asked.StartAction(action=MEET)))
    assert found.id == MEET


def test_a_mere_suggestion_is_not():
    assert looked_back_on(plan(SUGGEST)) == []


@pytest.mark.parametrize(
    "over",
    [asked.FinishAction(action=MEET), asked.DropAction(action=MEET, reason="Ingen tid")],
    ids=["done", "dropped"],
)
def test_what_was_over_by_the_last_time_was_asked_of_then(over):
    assert looked_back_on(plan(SUGGEST, agree(), (5, over))) == []
    assert looked_back_on(plan(SUGGEST, agree(), (15, over))) != []


def test_what_was_agreed_last_time_is_asked_of_even_where_it_was_done_on_the_spot():
    assert looked_back_on(plan(SUGGEST, agree(LAST), (5, asked.FinishAction(action=MEET)))) != []


def test_what_is_agreed_in_this_one_belongs_to_the_next():
    assert looked_back_on(plan(SUGGEST, agree(THIS))) == []


def test_a_closed_measurement_looks_back_on_what_was_there_when_it_was_closed():
    events = plan(SUGGEST, agree(LAST), (25, asked.FinishAction(action=MEET)))
    (found,) = looked_back_on(events, this_closed=20)
    assert not found.is_over
    assert looked_back_on(plan((21, SUGGEST), (22, agree(LATER))), this_closed=20) == []


def test_what_was_judged_here_stays_here():
    judge = asked.JudgeAction(action=MEET, measurement=THIS, verdict=Verdict.HELPED, words="", seen=0)
    assert looked_back_on(plan(SUGGEST, agree(), asked.FinishAction(action=MEET), (12, judge))) != []
