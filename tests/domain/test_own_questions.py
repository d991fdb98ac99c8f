"""A workspace's own questions: a few beside the model's, and in no figure."""

from datetime import timedelta

import pytest
from builders import BJORN, MEASUREMENT, NOON, instrument
from histories import did, given, histories, started, steps
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.decisions import decide
from domain.measurement.own_questions import LONGEST, MOST
from domain.measurement.state import fold
from domain.replay.grounds import grounds
from domain.replay.history import Logged, replay
from domain.replay.movement import difference
from domain.scoring.answer import NOT_RELEVANT, AnswerIsOffTheScale
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import profile
from domain.text import TextIsMissing, TextIsTooLong

INSTRUMENT = instrument()
LATER = Act(by=BJORN, at=NOON + timedelta(minutes=14))
ADD = asked.AddOwnQuestion(statement="Vi har det gøy sammen")


def after(*commands):
    events = started()
    for command in commands:
        events = did(events, command)
    return events


def when(events, command):
    return decide(MEASUREMENT, fold(events), command, INSTRUMENT, LATER)


def answer(question, answer, seen=None):
    return asked.AnswerQuestion(question=question, answer=answer, seen=seen)


def remove(question, seen=1):
    return asked.RemoveOwnQuestion(question=question, seen=seen)


def note(question, text, seen=0):
    return asked.NoteComment(question=question, text=text, seen=seen)


def test_an_own_question_is_a_text_of_the_measurement_with_a_number():
    (event,) = when(started(), asked.AddOwnQuestion(statement="  Vi har det gøy sammen "))
    assert isinstance(event, happened.OwnQuestionAdded)
    assert (event.question, event.statement.subject, event.statement.text) == (
        "own-1",
        MEASUREMENT,
        "Vi har det gøy sammen",
    )


def test_own_questions_stand_in_the_order_in_which_they_were_added():
    assert list(fold(after(ADD, ADD, ADD)).own_questions) == ["own-1", "own-2", "own-3"]


def test_there_are_at_most_five_at_a_time():
    full = after(*[ADD] * MOST)
    with pytest.raises(errors.TooManyOwnQuestions) as refused:
        when(full, ADD)
    assert refused.value.data == {"most": 5}
    assert when(did(full, remove("own-2")), ADD)[0].question == "own-6"


def test_a_number_is_never_used_twice():
    events = after(ADD, ADD, remove("own-2"), ADD)
    assert list(fold(events).own_questions) == ["own-1", "own-3"]


@pytest.mark.parametrize(("statement", "refusal"), [("  ", TextIsMissing), ("a" * (LONGEST + 1), TextIsTooLong)])
def test_a_statement_has_words_and_not_too_many(statement, refusal):
    with pytest.raises(refusal):
        when(started(), asked.AddOwnQuestion(statement=statement))
    with pytest.raises(refusal):
        when(after(ADD), asked.RewordOwnQuestion(question="own-1", statement=statement, seen=1))


def test_a_reworded_question_keeps_its_answer():
    state = fold(
        after(ADD, answer("own-1", 4), asked.RewordOwnQuestion(question="own-1", statement="Vi ler mye", seen=1))
    )
    assert (state.own_questions["own-1"].revision, state.own_answers) == (2, {"own-1": 4})


@pytest.mark.parametrize(
    "command", [asked.RewordOwnQuestion(question="own-1", statement="Ikke sett", seen=1), remove("own-1")]
)
def test_a_question_that_was_reworded_meanwhile_is_left_alone(command):
    reworded = after(ADD, asked.RewordOwnQuestion(question="own-1", statement="Vi ler mye", seen=1))
    with pytest.raises(errors.OwnQuestionHasMoved):
        when(reworded, command)


@pytest.mark.parametrize("use", [answer("own-1", 0), answer("own-1", NOT_RELEVANT), note("own-1", "Ja")])
def test_a_question_with_an_answer_or_a_comment_is_not_removed(use):
    with pytest.raises(errors.OwnQuestionIsInUse):
        when(after(ADD, use), remove("own-1"))


def test_a_question_can_be_removed_when_both_are_taken_back():
    events = after(
        ADD,
        answer("own-1", 3),
        note("own-1", "Ja"),
        asked.WithdrawAnswer(question="own-1", seen=3),
        note("own-1", "", 1),
    )
    assert [type(event) for event in when(events, remove("own-1"))] == [happened.OwnQuestionRemoved]


def test_an_own_question_is_answered_revised_and_unanswered_again():
    events = after(ADD, answer("own-1", 4), answer("own-1", 7, seen=4), asked.WithdrawAnswer(question="own-1", seen=7))
    assert [type(event) for event in events[2:]] == [
        happened.OwnQuestionAnswered,
        happened.OwnAnswerRevised,
        happened.OwnAnswerWithdrawn,
    ]
    assert fold(events).own_answers == {}


def test_the_same_answer_again_writes_nothing():
    assert when(after(ADD, answer("own-1", 4)), answer("own-1", 4)) == ()


def test_an_answer_from_a_stale_page_is_refused_with_what_stands_now():
    with pytest.raises(errors.AnswerHasMoved) as refused:
        when(after(ADD, answer("own-1", 4)), answer("own-1", 7))
    assert refused.value.data == {"question": "own-1", "now": 4, "wanted": 7}
    with pytest.raises(errors.AnswerHasMoved):
        when(after(ADD, answer("own-1", 4)), asked.WithdrawAnswer(question="own-1", seen=5))


def test_an_answer_off_the_scale_is_refused():
    with pytest.raises(AnswerIsOffTheScale):
        when(after(ADD), answer("own-1", 11))


@pytest.mark.parametrize("command", [answer("own-1", 5), note("own-1", "hm"), remove("own-1")])
def test_a_question_that_is_not_there_or_not_any_more_is_unknown(command):
    for events in (started(), after(ADD, remove("own-1"))):
        with pytest.raises(errors.UnknownQuestion):
            when(events, command)


def test_answers_to_own_questions_alone_do_not_make_a_measurement():
    with pytest.raises(errors.NothingAnsweredYet):
        when(after(ADD, answer("own-1", 5)), asked.CloseMeasurement())


@pytest.mark.parametrize(
    "command",
    [
        ADD,
        asked.RewordOwnQuestion(question="own-1", statement="Etterpå", seen=1),
        remove("own-1"),
        answer("own-1", 4),
        note("own-1", "Etterpå"),
    ],
)
def test_a_closed_measurement_takes_no_more_of_its_own(command):
    with pytest.raises(errors.MeasurementIsClosed):
        when(after(ADD, answer("1-1", 4), asked.CloseMeasurement()), command)


OWN = ["own-1", "own-2", "own-3"]
own_steps = st.lists(
    st.tuples(st.just("add"), st.none())
    | st.tuples(st.sampled_from(OWN), st.integers(0, 10) | st.just(NOT_RELEVANT) | st.none())
    | st.tuples(st.sampled_from([f"remove {key}" for key in OWN]), st.none())
    | st.tuples(st.sampled_from([f"note {key}" for key in OWN]), st.none()),
    max_size=20,
)


def asked_own(events, step):
    """One step of what a group may do with questions of its own; what is refused is left out."""
    what, said = step
    state = fold(events)
    key = what.split()[-1]
    if what == "add":
        return did(events, ADD) if len(state.own_questions) < MOST else events
    if key not in state.own_questions:
        return events
    noted = state.comments.get(key)
    if what.startswith("note"):
        return did(events, note(key, "Ja", noted.revision if noted else 0))
    if what.startswith("remove"):
        return events if noted or key in state.own_answers else did(events, remove(key))
    if said is None:
        return did(events, asked.WithdrawAnswer(question=key, seen=state.own_answers.get(key)))
    return did(events, answer(key, said, state.own_answers.get(key)))


@hypothesis_given(steps, own_steps, st.randoms(use_true_random=False))
def test_whatever_happens_to_own_questions_no_figure_moves(model, own, random):
    """The same answers and weights, with and without: the same profile, and the same published figures."""
    plain = started()
    for key, said in model:
        plain = given(plain, key, said)
    mixed = started()
    left = list(model)
    for step in own:
        while left and random.random() < 0.5:
            mixed = given(mixed, *left.pop(0))
        mixed = asked_own(mixed, step)
    for key, said in left:
        mixed = given(mixed, key, said)
    one, other = fold(plain), fold(mixed)
    assert profile(INSTRUMENT, one.weights, one.answers) == profile(INSTRUMENT, other.weights, other.answers)
    if one.answers:
        (closed,), (closed_too,) = when(plain, asked.CloseMeasurement()), when(mixed, asked.CloseMeasurement())
        assert closed == closed_too
    for name in (FigureName(Kind.THICKNESS), *(FigureName(Kind.SCORE, field.id) for field in INSTRUMENT.fields)):
        assert grounds(INSTRUMENT, plain, name).amount == grounds(INSTRUMENT, mixed, name).amount


@hypothesis_given(histories(), own_steps)
def test_no_step_of_an_own_question_moves_anything_in_replay(events, own):
    if fold(events).figures is not None:
        events = did(events, asked.ReopenMeasurement(reason="Vi glemte noe"))
    before = fold(events)
    for step in own:
        events = asked_own(events, step)
    logged = [Logged(position=position, event=event) for position, event in enumerate(events, start=1)]
    told = replay(INSTRUMENT, MEASUREMENT, logged, [])
    assert all(step.moved == () for step in told if getattr(step.event, "question", "").startswith("own-"))
    assert difference(before, fold(events), INSTRUMENT) == ()


def test_an_own_question_has_no_figure_to_ask_why_of():
    events = after(ADD, answer("own-1", 4))
    assert grounds(INSTRUMENT, events, FigureName(Kind.ANSWER, "own-1")) is None
