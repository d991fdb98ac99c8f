"""How a measurement ends when nobody closes it: by the time that was set for it."""

from datetime import timedelta

import pytest
from builders import ACT, BJORN, COLLABORATION, MEASUREMENT, NOON, instrument

from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.decisions import decide, end_by_time, reveal, start
from domain.measurement.state import Status, fold
from domain.modes import Mode
from domain.scoring.profile import SCORING_VERSION, profile
from domain.scoring.tally import Ballot, question_spread, tally
from domain.sectors import Sector, Side

INSTRUMENT = instrument()
QUESTIONS = list(INSTRUMENT.questions)
LATER = Act(by=BJORN, at=NOON + timedelta(days=21))
START = asked.StartMeasurement(
    collaboration=COLLABORATION,
    mode=Mode.EACH_THEN_TOGETHER,
    practice=False,
    attendance={Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 3},
)
BOX = [Ballot(side=side, answer=answer) for side in Side for answer in (2, 5, 8)]
REOPEN = asked.ReopenMeasurement(reason="Vi møttes likevel")


def after(*commands, events=()):
    """The events of a measurement that was started, or of one that has `events`, and then given these commands."""
    events = events or start(MEASUREMENT, START, INSTRUMENT, "hash", ACT)
    for command in commands:
        events += decide(MEASUREMENT, fold(events), command, INSTRUMENT, ACT)
    return events


def ended(events, ballots=None):
    return end_by_time(fold(events), ballots or {}, INSTRUMENT, LATER)


def answer(question, answer, seen=None):
    return asked.AnswerQuestion(question=question, answer=answer, seen=seen)


def test_a_measurement_in_which_something_was_agreed_is_closed_with_its_figures():
    (event,) = ended(after(answer("1-1", 4)))
    assert event == happened.MeasurementClosed(
        at=LATER.at,
        by=BJORN,
        figures=profile(INSTRUMENT, {}, {"1-1": 4}),
        scoring_version=SCORING_VERSION,
        instrument_sha256="hash",
    )


def test_a_measurement_in_which_nothing_was_agreed_is_not_completed_and_has_no_figures():
    (event,) = ended(after(asked.WeighValue(ambition=next(iter(INSTRUMENT.ambitions)), weight=9, seen=None)))
    assert event == happened.MeasurementNotCompleted(at=LATER.at, by=BJORN, spreads=())
    state = fold((*after(), event))
    assert (state.status, state.figures, state.first_closed_at) == (Status.NOT_COMPLETED, None, None)
    assert state.closed_at == LATER.at


def test_what_lies_in_the_boxes_is_revealed_before_the_end_in_the_order_of_the_instrument():
    second, first = QUESTIONS[1], QUESTIONS[0]
    one, other, end = ended(after(), {second: BOX, first: BOX[:3]})
    assert one == happened.AnswersRevealed(at=LATER.at, by=BJORN, question=first, tally=tally(BOX[:3]))
    assert other == happened.AnswersRevealed(at=LATER.at, by=BJORN, question=second, tally=tally(BOX))
    assert end.spreads == (question_spread(first, tally(BOX[:3])), question_spread(second, tally(BOX)))


def test_the_spreads_of_a_closing_hold_what_is_revealed_with_it():
    *_, end = ended(after(answer("1-1", 4)), {QUESTIONS[0]: BOX})
    assert isinstance(end, happened.MeasurementClosed)
    assert end.spreads == (question_spread(QUESTIONS[0], tally(BOX)),)


def test_a_box_with_fewer_than_three_stays_shut():
    assert [type(event) for event in ended(after(), {QUESTIONS[0]: BOX[:2], QUESTIONS[1]: []})] == [
        happened.MeasurementNotCompleted
    ]


def test_what_was_revealed_before_is_not_revealed_again():
    events = after()
    events += reveal(fold(events), QUESTIONS[0], BOX, INSTRUMENT, ACT)
    (end,) = ended(events, {QUESTIONS[0]: BOX[:3]})
    assert end.spreads == (question_spread(QUESTIONS[0], tally(BOX)),)


@pytest.mark.parametrize("commands", [(), (answer("1-1", 4),)])
def test_a_paused_measurement_ends_as_an_open_one_does(commands):
    paused = after(*commands, asked.PauseMeasurement())
    assert ended(paused, {QUESTIONS[1]: BOX}) == ended(after(*commands), {QUESTIONS[1]: BOX})


@pytest.mark.parametrize(
    "commands",
    [
        (answer("1-1", 4), asked.CloseMeasurement()),
        (asked.EndUncompleted(),),
        (asked.VoidMeasurement(reason="Feil gruppe"),),
    ],
)
def test_what_has_ended_before_does_not_end_again(commands):
    assert ended(after(*commands), {QUESTIONS[1]: BOX}) == ()


def test_a_measurement_with_an_agreed_answer_is_never_not_completed():
    with pytest.raises(errors.SomethingIsAgreed):
        after(answer("1-1", 4), asked.EndUncompleted())


def test_ending_uncompleted_twice_writes_nothing():
    assert after(asked.EndUncompleted(), asked.EndUncompleted()) == after(asked.EndUncompleted())


@pytest.mark.parametrize(
    "command", [answer("1-1", 4), asked.PauseMeasurement(), asked.ResumeMeasurement(), asked.CloseMeasurement()]
)
def test_a_measurement_that_was_not_completed_takes_nothing_until_it_is_opened_again(command):
    with pytest.raises(errors.MeasurementIsNotCompleted):
        after(asked.EndUncompleted(), command)


def test_a_measurement_that_was_not_completed_is_opened_again_with_what_it_had():
    events = after()
    events += ended(events, {QUESTIONS[0]: BOX})
    state = fold(after(REOPEN, events=events))
    assert (state.status, state.spreads, state.closed_at) == (Status.OPEN, (), None)
    assert state.tallies == {QUESTIONS[0]: tally(BOX)}
    assert state.status_reason.text == "Vi møttes likevel"


def test_a_measurement_that_was_opened_again_counts_from_its_first_closing_and_not_from_its_first_end():
    events = after(REOPEN, answer("1-1", 4), events=(*after(), *ended(after())))
    (closed,) = end_by_time(fold(events), {}, INSTRUMENT, Act(by=BJORN, at=LATER.at + timedelta(days=1)))
    assert fold((*events, closed)).first_closed_at == LATER.at + timedelta(days=1)
