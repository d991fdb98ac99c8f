"""Everyone answers alone, the answers are shown once and counted, and the group agrees. Only what is agreed scores."""

from datetime import timedelta

import pytest
from builders import BJORN, MEASUREMENT, NOON, instrument
from histories import did, given, histories, started, steps
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.decisions import decide, reveal
from domain.measurement.state import fold
from domain.modes import Mode
from domain.replay.grounds import grounds
from domain.replay.history import Logged, published_as_replayed, replay
from domain.replay.movement import difference
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import profile
from domain.scoring.tally import Ballot, TooFewToReveal, question_spread, tally
from domain.sectors import Side
from domain.text import TextIsTooLong

INSTRUMENT = instrument()
QUESTIONS = list(INSTRUMENT.questions)
LATER = Act(by=BJORN, at=NOON + timedelta(minutes=14))
EACH, TOGETHER = (asked.SwitchMode(mode=mode) for mode in (Mode.EACH_THEN_TOGETHER, Mode.TOGETHER))
BOX = [Ballot(side=side, answer=answer) for side in Side for answer in (2, 5, 8)]
CLOSE, REOPEN = asked.CloseMeasurement(), asked.ReopenMeasurement(reason="Vi glemte noe")


def after(*commands):
    events = started()
    for command in commands:
        events = did(events, command)
    return events


def when(events, command):
    return decide(MEASUREMENT, fold(events), command, INSTRUMENT, LATER)


def revealed(events, question, ballots=BOX):
    return [*events, *reveal(fold(events), question, ballots, INSTRUMENT, LATER)]


def answer(question, answer, seen=None):
    return asked.AnswerQuestion(question=question, answer=answer, seen=seen)


def dissent(text, seen=0, question="1-1"):
    return asked.NoteDissent(question=question, text=text, seen=seen)


def replayed(events):
    logged = [Logged(position=position, event=event) for position, event in enumerate(events, start=1)]
    return replay(INSTRUMENT, MEASUREMENT, logged, [])


def test_a_group_goes_over_to_answering_each_alone_and_back():
    events = after(EACH, TOGETHER)
    assert [event.mode for event in events[1:]] == [EACH.mode, TOGETHER.mode]
    assert (fold(after(EACH)).mode, fold(events).mode) == (EACH.mode, TOGETHER.mode)


def test_the_mode_that_is_there_already_writes_nothing():
    assert when(started(), TOGETHER) == ()
    assert when(after(EACH), EACH) == ()


def test_what_was_answered_before_stays_when_the_mode_is_switched():
    before, now = (fold(after(answer("1-1", 4), *more)) for more in ((), (EACH,)))
    assert replace(now, mode=before.mode) == before


def test_private_answers_are_revealed_as_a_tally():
    (event,) = reveal(fold(started()), "1-1", BOX, INSTRUMENT, LATER)
    assert event == happened.AnswersRevealed(at=LATER.at, by=BJORN, question="1-1", tally=tally(BOX))
    assert fold([*started(), event]).tallies == {"1-1": tally(BOX)}


def test_private_answers_are_revealed_once():
    events = revealed(started(), "1-1")
    assert revealed(events, "1-1", BOX[1:]) == events
    closed_and_opened = did(did(did(events, answer("1-1", 5)), CLOSE), REOPEN)
    assert revealed(closed_and_opened, "1-1", BOX[1:]) == closed_and_opened


def test_fewer_than_three_private_answers_are_not_revealed():
    with pytest.raises(TooFewToReveal):
        reveal(fold(started()), "1-1", BOX[:2], INSTRUMENT, LATER)


@pytest.mark.parametrize("question", ["9-9", "own-1"])
def test_only_a_question_of_the_model_is_revealed_or_dissented_from(question):
    events = after(asked.AddOwnQuestion(statement="Vi har det gøy sammen"))
    with pytest.raises(errors.UnknownQuestion):
        reveal(fold(events), question, BOX, INSTRUMENT, LATER)
    with pytest.raises(errors.UnknownQuestion):
        when(events, dissent("Nei", question=question))


SHUT = [
    (after(answer("1-1", 4), CLOSE), errors.MeasurementIsClosed),
    (after(asked.PauseMeasurement()), errors.MeasurementIsPaused),
    (after(asked.VoidMeasurement(reason="Feil samarbeid")), errors.MeasurementIsVoided),
]


@pytest.mark.parametrize(("events", "refusal"), SHUT)
def test_a_measurement_that_takes_no_answers_reveals_none_and_takes_no_dissent_and_no_mode(events, refusal):
    with pytest.raises(refusal):
        reveal(fold(events), "1-1", BOX, INSTRUMENT, LATER)
    for command in (EACH, dissent("Nei")):
        with pytest.raises(refusal):
            when(events, command)


def test_a_dissent_is_a_text_of_the_measurement_and_of_nobody():
    (event,) = when(started(), dissent("  Vi ser det ikke slik "))
    assert isinstance(event, happened.DissentNoted)
    assert (event.text.subject, event.text.text) == (MEASUREMENT, "Vi ser det ikke slik")


def test_a_dissent_is_reworded_and_withdrawn():
    events = after(dissent("Først"), dissent("Så", seen=1))
    assert fold(events).dissents["1-1"].revision == 2
    (gone,) = when(events, dissent(" ", seen=2))
    assert isinstance(gone, happened.DissentWithdrawn)
    assert fold([*events, gone]).dissents == {}


def test_withdrawing_a_dissent_that_is_not_there_writes_nothing():
    assert when(started(), dissent(" ")) == ()


@pytest.mark.parametrize("text", ["Uten å ha sett det", ""])
def test_a_dissent_from_a_stale_page_is_refused(text):
    with pytest.raises(errors.DissentHasMoved):
        when(after(dissent("Først")), dissent(text))


def test_a_dissent_that_is_too_long_is_refused():
    with pytest.raises(TextIsTooLong):
        when(started(), dissent("a" * 2001))


def test_a_dissent_and_a_comment_on_one_question_are_two_texts():
    state = fold(after(asked.NoteComment(question="1-1", text="Ja", seen=0), dissent("Nei")))
    assert (state.comments["1-1"].text.text, state.dissents["1-1"].text.text) == ("Ja", "Nei")


def test_a_closing_carries_the_spreads_in_the_order_of_the_instrument():
    events = after(answer("1-1", 5))
    for question in reversed(QUESTIONS[:3]):
        events = revealed(events, question)
    (closed,) = when(events, CLOSE)
    assert closed.spreads == tuple(question_spread(key, tally(BOX)) for key in QUESTIONS[:3])
    assert fold([*events, closed]).spreads == closed.spreads


def test_a_question_with_too_few_on_the_scale_has_no_spread():
    ballots = [Ballot(side=Side.PUBLIC, answer=answer) for answer in (3, 4, "not_relevant")]
    (closed,) = when(revealed(after(answer("1-1", 5)), "1-1", ballots), CLOSE)
    assert closed.spreads == ()


def test_an_open_measurement_has_tallies_and_no_published_spread():
    events = did(did(revealed(after(answer("1-1", 5)), "1-1"), CLOSE), REOPEN)
    state = fold(events)
    assert (state.spreads, set(state.tallies)) == ((), {"1-1"})
    assert when(events, CLOSE)[0].spreads


def test_published_spreads_are_held_against_the_events():
    events = did(revealed(after(answer("1-1", 5)), "1-1"), CLOSE)
    assert published_as_replayed(replayed(events)[-1], INSTRUMENT) is True
    other = replace(events[-1], spreads=())
    assert published_as_replayed(replayed([*events[:-1], other])[-1], INSTRUMENT) is False


private_steps = st.lists(
    st.tuples(st.just("reveal"), st.sampled_from(QUESTIONS), st.lists(st.sampled_from(BOX), min_size=3, max_size=9))
    | st.tuples(st.just("dissent"), st.sampled_from(QUESTIONS), st.sampled_from(["Ja", "Nei", " "]))
    | st.tuples(st.just("mode"), st.none(), st.sampled_from(Mode)),
    max_size=12,
)


def done(events, step):
    """One step of what a group may do around answers that everyone gave alone."""
    what, question, said = step
    if what == "reveal":
        return revealed(events, question, said)
    if what == "mode":
        return did(events, asked.SwitchMode(mode=said))
    noted = fold(events).dissents.get(question)
    return did(events, dissent(said, noted.revision if noted else 0, question))


@hypothesis_given(steps, private_steps, st.randoms(use_true_random=False))
def test_whatever_is_revealed_or_dissented_from_no_score_moves(model, private, random):
    """The same answers and weights, with and without: the same profile, focus list and published figures."""
    plain, mixed, left = started(), started(), list(model)
    for key, said in model:
        plain = given(plain, key, said)
    for step in private:
        while left and random.random() < 0.5:
            mixed = given(mixed, *left.pop(0))
        mixed = done(mixed, step)
    for key, said in left:
        mixed = given(mixed, key, said)
    one, other = fold(plain), fold(mixed)
    assert profile(INSTRUMENT, one.weights, one.answers) == profile(INSTRUMENT, other.weights, other.answers)
    if one.answers:
        (closed,), (closed_too,) = when(plain, CLOSE), when(mixed, CLOSE)
        assert closed == replace(closed_too, spreads=())
    for name in (FigureName(Kind.THICKNESS), *(FigureName(Kind.GAP, key) for key in QUESTIONS)):
        assert grounds(INSTRUMENT, plain, name).amount == grounds(INSTRUMENT, mixed, name).amount


@hypothesis_given(histories(), private_steps)
def test_no_step_of_private_answers_moves_anything_in_replay(events, private):
    if fold(events).figures is not None:
        events = did(events, REOPEN)
    before, begun = fold(events), len(events)
    for step in private:
        events = done(events, step)
    assert all(step.moved == () for step in replayed(events)[begun:])
    assert difference(before, fold(events), INSTRUMENT) == ()
