"""Fields that a group never talked about, with the medians of what everyone answered alone."""

from statistics import median_low

import pytest
from builders import ACT, BJORN, COLLABORATION, MEASUREMENT, NOON, instrument
from hypothesis import given
from hypothesis import strategies as some

from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.adopting import is_talked_about, medians
from domain.measurement.decisions import adopt, decide, reveal, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.replay.grounds import grounds
from domain.replay.movement import moved_by
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.tally import Ballot, lower_median, tally
from domain.sectors import Sector, Side

INSTRUMENT = instrument()
FIELD, OTHER = INSTRUMENT.fields[:2]
Q1, Q2, *_ = (each.id for each in FIELD.questions)
ELSEWHERE = OTHER.questions[0].id
LATER = Act(by=BJORN, at=NOON)
START = asked.StartMeasurement(
    collaboration=COLLABORATION,
    mode=Mode.EACH_THEN_TOGETHER,
    practice=False,
    attendance={Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 3},
)


def box(*answers):
    return [Ballot(side=Side.PUBLIC, answer=answer) for answer in answers]


def after(*commands, shown=None):
    """The events of a measurement with these boxes revealed, and then given these commands."""
    events = start(MEASUREMENT, START, INSTRUMENT, "hash", ACT)
    for question, ballots in (shown or {}).items():
        events += reveal(fold(events), question, ballots, INSTRUMENT, ACT)
    return then(events, *commands)


def then(events, *commands):
    for command in commands:
        events += decide(MEASUREMENT, fold(events), command, INSTRUMENT, ACT)
    return events


def adopted(events, seen=None, ballots=None):
    command = asked.AdoptMedians(field=FIELD.id, seen=seen or {})
    return adopt(fold(events), command, ballots or {}, INSTRUMENT, LATER)


def taken(question, answer):
    return happened.AnswerAdopted(at=LATER.at, by=BJORN, question=question, answer=answer)


def answer(question, answer, seen=None):
    return asked.AnswerQuestion(question=question, answer=answer, seen=seen)


SHOWN = {Q1: box(2, 7, 9), Q2: box(3, 6, 8, 8)}
MEDIANS = {Q1: 7, Q2: 6}


def with_medians():
    events = after(shown=SHOWN)
    return events + adopted(events, MEDIANS)


def test_the_medians_of_what_was_revealed_become_answers_that_are_marked():
    events = after(shown=SHOWN)
    assert adopted(events, MEDIANS) == (taken(Q1, 7), taken(Q2, 6))
    state = fold(with_medians())
    assert state.answers == MEDIANS
    assert state.adopted == {Q1: LATER.at, Q2: LATER.at}


def test_of_two_in_the_middle_the_lower_one_is_taken():
    assert lower_median(tally(box(1, 4, 7, 9)).counts) == 4


@given(some.lists(some.integers(0, 10), min_size=3, max_size=40))
def test_a_median_is_an_answer_that_somebody_gave_with_half_of_them_on_either_side(answers):
    assert lower_median(tally(box(*answers)).counts) == median_low(answers)


def test_not_relevant_counts_for_no_median():
    events = after(shown={Q1: box(2, 7, 9, NOT_RELEVANT, NOT_RELEVANT), Q2: box(1, 2, NOT_RELEVANT)})
    assert adopted(events, {Q1: 7}) == (taken(Q1, 7),)


def test_what_waits_in_a_box_is_revealed_in_the_same_breath_and_adopted():
    revealed, first, second = adopted(after(shown={Q1: box(2, 7, 9)}), {Q1: 7}, {Q2: box(3, 6, 8)})
    assert revealed == happened.AnswersRevealed(at=LATER.at, by=BJORN, question=Q2, tally=tally(box(3, 6, 8)))
    assert (first, second) == (taken(Q1, 7), taken(Q2, 6))


def test_a_box_with_fewer_than_three_stays_shut_and_its_question_unanswered():
    assert adopted(after(shown={Q1: box(2, 7, 9)}), {Q1: 7}, {Q2: box(3, 6)}) == (taken(Q1, 7),)


def test_another_fields_boxes_are_left_alone():
    assert adopted(after(shown={Q1: box(2, 7, 9)}), {Q1: 7}, {ELSEWHERE: box(3, 6, 8)}) == (taken(Q1, 7),)


def test_a_field_with_an_agreed_answer_is_not_adopted():
    events = after(answer(Q1, 5), shown=SHOWN)
    assert is_talked_about(fold(events), FIELD)
    with pytest.raises(errors.FieldIsTalkedAbout):
        adopted(events, {Q2: 6})


def test_an_agreed_answer_in_another_field_stands_in_nobodys_way():
    assert adopted(after(answer(ELSEWHERE, 5), shown=SHOWN), MEDIANS) == (taken(Q1, 7), taken(Q2, 6))


def test_a_field_without_enough_private_answers_has_nothing_to_adopt_and_reveals_nothing():
    with pytest.raises(errors.NothingToAdopt):
        adopted(after(), {}, {Q1: box(3, 6), Q2: box(1, NOT_RELEVANT, NOT_RELEVANT)})


def test_a_field_that_is_adopted_already_writes_nothing():
    assert adopted(with_medians(), MEDIANS) == ()
    assert adopted(with_medians(), {}) == ()


def test_what_is_revealed_after_an_adoption_can_be_adopted_too():
    events = after(shown={Q1: box(2, 7, 9)})
    events += adopted(events, {Q1: 7})
    assert adopted(events, {}, {Q2: box(3, 6, 8)})[-1] == taken(Q2, 6)


@pytest.mark.parametrize("seen", [{}, {Q1: 7}, {Q1: 7, Q2: 8}])
def test_medians_from_a_stale_page_are_refused(seen):
    with pytest.raises(errors.MediansHaveMoved):
        adopted(after(shown=SHOWN), seen)


def test_a_field_that_there_is_not_is_refused():
    with pytest.raises(errors.UnknownField):
        adopt(fold(after()), asked.AdoptMedians(field="magic", seen={}), {}, INSTRUMENT, LATER)


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([asked.PauseMeasurement()], errors.MeasurementIsPaused),
        ([answer(ELSEWHERE, 4), asked.CloseMeasurement()], errors.MeasurementIsClosed),
        ([asked.EndUncompleted()], errors.MeasurementIsNotCompleted),
        ([asked.VoidMeasurement(reason="Feil gruppe")], errors.MeasurementIsVoided),
    ],
)
def test_a_measurement_that_takes_no_answers_adopts_none(commands, refusal):
    with pytest.raises(refusal):
        adopted(after(*commands, shown=SHOWN), MEDIANS)


def test_an_answer_that_the_group_agrees_takes_the_mark_away():
    events = then(with_medians(), answer(Q1, 5, seen=7))
    assert events[-1] == happened.QuestionAnswered(at=ACT.at, by=ACT.by, question=Q1, answer=5)
    assert (fold(events).answers[Q1], set(fold(events).adopted)) == (5, {Q2})


def test_the_group_can_agree_on_the_very_median():
    events = then(with_medians(), asked.AgreeAdopted(question=Q1, seen=7))
    assert events[-1] == happened.QuestionAnswered(at=ACT.at, by=ACT.by, question=Q1, answer=7)
    assert set(fold(events).adopted) == {Q2}
    assert then(events, asked.AgreeAdopted(question=Q1, seen=7)) == events


def test_agreeing_on_an_answer_that_has_moved_is_refused():
    with pytest.raises(errors.AnswerHasMoved):
        then(with_medians(), answer(Q1, 5, seen=7), asked.AgreeAdopted(question=Q1, seen=7))


def test_a_page_that_was_merely_looked_through_agrees_on_nothing():
    assert then(with_medians(), answer(Q1, 7, seen=7)) == with_medians()


def test_an_adopted_answer_that_is_taken_back_is_unanswered_and_can_be_adopted_again():
    events = then(with_medians(), asked.WithdrawAnswer(question=Q1, seen=7))
    assert Q1 not in fold(events).answers | fold(events).adopted
    assert medians(fold(events), FIELD) == {Q1: 7}
    assert adopted(events, {Q1: 7}) == (taken(Q1, 7),)


def test_a_measurement_with_adopted_answers_alone_is_closed_and_never_not_completed():
    with pytest.raises(errors.SomethingIsAgreed):
        then(with_medians(), asked.EndUncompleted())
    closed = then(with_medians(), asked.CloseMeasurement())[-1]
    assert closed.figures.fields[0].questions[0].answer == 7


def test_an_adopted_answer_moves_the_score_of_its_field_and_says_so_to_whoever_asks_why():
    events = with_medians()
    moved = moved_by(events[-1], fold(events[:-1]), fold(events), INSTRUMENT)
    assert FigureName(Kind.SCORE, FIELD.id) in {one.figure for one in moved}
    found = grounds(INSTRUMENT, events, FigureName(Kind.SCORE, FIELD.id))
    assert [(one.of, one.given, one.adopted) for one in found.settings] == [(Q1, 7, True), (Q2, 6, True)]
    again = grounds(INSTRUMENT, then(events, answer(Q1, 5, seen=7)), FigureName(Kind.ANSWER, Q1))
    assert [one.adopted for one in again.settings] == [False]
