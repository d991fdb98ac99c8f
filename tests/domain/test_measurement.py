from datetime import timedelta

import pytest
from builders import ACT, BJORN, COLLABORATION, MEASUREMENT, NOON, instrument
from msgspec.structs import replace

from domain.errors import DomainError
from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.decisions import decide, start
from domain.measurement.state import Status, fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT, AnswerIsOffTheScale
from domain.scoring.profile import profile
from domain.sectors import Sector
from domain.text import TextIsMissing, TextIsTooLong

INSTRUMENT = instrument()
LATER = Act(by=BJORN, at=NOON + timedelta(minutes=14))
START = asked.StartMeasurement(
    collaboration=COLLABORATION,
    mode=Mode.TOGETHER,
    practice=False,
    attendance={Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 2},
)


def started():
    return start(MEASUREMENT, START, INSTRUMENT, "hash", ACT)


def after(*commands):
    """The events of a measurement that was started and then given these commands."""
    events = started()
    for command in commands:
        events += decide(MEASUREMENT, fold(events), command, INSTRUMENT, ACT)
    return events


def when(events, command, act=LATER):
    return decide(MEASUREMENT, fold(events), command, INSTRUMENT, act)


def answer(question, answer, seen=None):
    return asked.AnswerQuestion(question=question, answer=answer, seen=seen)


def test_a_measurement_keeps_the_instrument_that_it_was_started_with():
    state = fold(started())
    assert (state.instrument, state.instrument_version, state.instrument_sha256) == ("samson", 0, "hash")
    assert state.attendance == {Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 2}


@pytest.mark.parametrize("attendance", [{Sector.CITIZENS: -1}, {Sector.CITIZENS: 0}, {Sector.STATE: 1000}])
def test_whoever_counts_counts_somebody(attendance):
    with pytest.raises(errors.NobodyIsHere):
        start(MEASUREMENT, replace(START, attendance=attendance), INSTRUMENT, "hash", ACT)


def test_a_measurement_can_be_started_before_anybody_counts():
    (event,) = start(MEASUREMENT, replace(START, attendance={}), INSTRUMENT, "hash", ACT)
    assert event.attendance == {}
    counted = decide(MEASUREMENT, fold([event]), asked.NoteAttendance(attendance={Sector.STATE: 2}), INSTRUMENT, ACT)
    assert fold([event, *counted]).attendance == {Sector.STATE: 2}


def test_a_first_answer_is_an_event_with_who_and_when():
    (event,) = when(started(), answer("1-1", 7))
    assert event == happened.QuestionAnswered(at=LATER.at, by=BJORN, question="1-1", answer=7)


def test_another_answer_revises_the_first():
    (event,) = when(after(answer("1-1", 4)), answer("1-1", 7, seen=4))
    assert isinstance(event, happened.AnswerRevised)


def test_the_same_answer_again_writes_nothing():
    assert when(after(answer("1-1", 4)), answer("1-1", 4)) == ()


def test_an_answer_from_a_stale_page_is_refused_with_what_stands_now():
    with pytest.raises(errors.AnswerHasMoved) as refused:
        when(after(answer("1-1", 4)), answer("1-1", 7, seen=None))
    assert refused.value.data == {"question": "1-1", "now": 4, "wanted": 7}


def test_an_answer_can_be_not_relevant():
    assert fold(after(answer("1-1", NOT_RELEVANT))).answers == {"1-1": NOT_RELEVANT}


def test_an_answer_off_the_scale_is_refused():
    with pytest.raises(AnswerIsOffTheScale):
        when(started(), answer("1-1", 11))


@pytest.mark.parametrize(
    "command",
    [
        answer("9-9", 5),
        asked.WeighValue(ambition="courage-1", weight=5, seen=None),
        asked.NoteComment(question="9-9", text="hm", seen=0),
    ],
)
def test_an_unknown_question_is_refused(command):
    with pytest.raises(errors.UnknownQuestion):
        when(started(), command)


def test_an_answer_can_be_taken_back():
    events = after(answer("1-1", 4), asked.WithdrawAnswer(question="1-1", seen=4))
    assert fold(events).answers == {}


def test_an_answer_that_moved_is_not_taken_back():
    with pytest.raises(errors.AnswerHasMoved):
        when(after(answer("1-1", 4)), asked.WithdrawAnswer(question="1-1", seen=6))


def test_a_value_is_weighed_and_weighed_again():
    events = after(
        asked.WeighValue(ambition="openness-1", weight=8, seen=None),
        asked.WeighValue(ambition="openness-1", weight=9, seen=8),
    )
    assert [type(event) for event in events[1:]] == [happened.ValueWeighed, happened.WeightingRevised]
    assert fold(events).weights == {"openness-1": 9}


def test_a_comment_is_a_text_of_the_measurement_not_of_its_typist():
    (event,) = when(started(), asked.NoteComment(question="1-1", text="  Vi er uenige. ", seen=0))
    assert (event.text.subject, event.text.text) == (MEASUREMENT, "Vi er uenige.")


def test_a_comment_is_reworded_and_withdrawn():
    note = asked.NoteComment(question="1-1", text="Først", seen=0)
    events = after(note, replace(note, text="Så", seen=1))
    assert fold(events).comments["1-1"].revision == 2
    assert [type(event) for event in when(events, replace(note, text=" ", seen=2))] == [happened.CommentWithdrawn]


def test_a_comment_from_a_stale_page_is_refused():
    note = asked.NoteComment(question="1-1", text="Først", seen=0)
    with pytest.raises(errors.CommentHasMoved):
        when(after(note), replace(note, text="Uten å ha sett det"))


def test_a_comment_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(TextIsTooLong) as refused:
        when(started(), asked.NoteComment(question="1-1", text="a" * 2001, seen=0))
    assert refused.value.data == {"longest": 2000, "length": 2001}


def test_closing_carries_every_figure_of_the_profile():
    events = after(answer("1-1", 4), answer("1-2", 7))
    (event,) = when(events, asked.CloseMeasurement())
    assert event.figures == profile(INSTRUMENT, {}, {"1-1": 4, "1-2": 7})
    assert (event.scoring_version, event.instrument_sha256) == (1, "hash")


def test_a_measurement_without_an_answer_cannot_be_closed():
    with pytest.raises(errors.NothingAnsweredYet):
        when(started(), asked.CloseMeasurement())


CLOSED = after(answer("1-1", 4), asked.CloseMeasurement())
TAKES_NO_MORE = [
    answer("1-2", 4),
    asked.WithdrawAnswer(question="1-1", seen=4),
    asked.WeighValue(ambition="openness-1", weight=5, seen=None),
    asked.NoteComment(question="1-1", text="hm", seen=0),
    asked.NoteAttendance(attendance={Sector.STATE: 1}),
    asked.PauseMeasurement(),
    asked.CloseMeasurement(),
]


@pytest.mark.parametrize("command", TAKES_NO_MORE)
def test_a_closed_measurement_takes_no_more(command):
    with pytest.raises(errors.MeasurementIsClosed) as refused:
        when(CLOSED, command)
    assert refused.value.data == {"closed_at": NOON}


@pytest.mark.parametrize("command", [*TAKES_NO_MORE, asked.VoidMeasurement(reason="igjen"), asked.MarkAsPractice()])
def test_a_voided_measurement_takes_nothing_at_all(command):
    with pytest.raises(errors.MeasurementIsVoided):
        when(after(asked.VoidMeasurement(reason="Feil samarbeid")), command)


def test_a_paused_measurement_takes_answers_again_when_resumed():
    paused = after(asked.PauseMeasurement())
    with pytest.raises(errors.MeasurementIsPaused):
        when(paused, answer("1-1", 4))
    assert fold(after(asked.PauseMeasurement(), asked.ResumeMeasurement(), answer("1-1", 4))).answers == {"1-1": 4}


def test_a_paused_measurement_can_be_closed_as_it_stands():
    events = after(answer("1-1", 4), asked.PauseMeasurement(), asked.CloseMeasurement())
    assert fold(events).status is Status.CLOSED


def test_a_closed_measurement_is_reopened_with_a_reason_and_keeps_its_first_closing():
    (event,) = when(CLOSED, asked.ReopenMeasurement(reason="Vi glemte NAV"))
    reopened = fold((*CLOSED, event))
    assert (reopened.status, reopened.figures, reopened.first_closed_at) == (Status.OPEN, None, NOON)
    (closed_again,) = when((*CLOSED, event), asked.CloseMeasurement())
    assert fold((*CLOSED, event, closed_again)).first_closed_at == NOON


@pytest.mark.parametrize("command", [asked.ReopenMeasurement(reason=" "), asked.VoidMeasurement(reason="")])
def test_what_needs_a_reason_is_refused_without_one(command):
    with pytest.raises(TextIsMissing):
        when(CLOSED, command)


def test_only_what_is_closed_can_be_reopened():
    with pytest.raises(errors.MeasurementIsOpen):
        when(started(), asked.ReopenMeasurement(reason="hvorfor ikke"))


def test_a_practice_mark_is_put_and_lifted():
    marked = after(asked.MarkAsPractice())
    assert fold(marked).practice
    assert not fold((*marked, *when(marked, asked.LiftPracticeMark()))).practice


def test_no_refusal_carries_what_people_wrote():
    """Errors can end up in a log."""
    with pytest.raises(DomainError) as refused:
        when(started(), asked.NoteComment(question="1-1", text="hemmelig " * 300, seen=0))
    assert "hemmelig" not in repr(refused.value)
