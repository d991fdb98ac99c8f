"""Measurements as groups might make them: answered, revised, taken back, closed and opened again."""

from hypothesis import strategies as st

from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.sectors import Sector
from tests.support.builders import ACT, COLLABORATION, MEASUREMENT, instrument

INSTRUMENT = instrument()
QUESTIONS = sorted(INSTRUMENT.questions)
AMBITIONS = sorted(INSTRUMENT.ambitions)

answered = st.tuples(st.sampled_from(QUESTIONS), st.integers(0, 10) | st.just(NOT_RELEVANT) | st.none())
weighed = st.tuples(st.sampled_from(AMBITIONS), st.integers(0, 10))
steps = st.lists(answered | weighed, max_size=30)
courses = st.sampled_from([(), ("close",), ("close", "reopen"), ("close", "reopen", "close")])


def started():
    command = asked.StartMeasurement(
        collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
    )
    return list(start(MEASUREMENT, command, INSTRUMENT, "hash", ACT))


def state_of(events):
    state = fold(events)
    assert state is not None
    return state


def did(events, command):
    return [*events, *decide(MEASUREMENT, state_of(events), command, INSTRUMENT, ACT)]


def given(events, key, said):
    """`None` takes an answer back."""
    state = state_of(events)
    if key in AMBITIONS:
        return did(events, asked.WeighValue(ambition=key, weight=said, seen=state.weights.get(key)))
    if said is None:
        return did(events, asked.WithdrawAnswer(question=key, seen=state.answers.get(key)))
    return did(events, asked.AnswerQuestion(question=key, answer=said, seen=state.answers.get(key)))


@st.composite
def histories(draw):
    events = started()
    for key, said in draw(steps):
        events = given(events, key, said)
    if state_of(events).answers:
        for step in draw(courses):
            command = asked.CloseMeasurement() if step == "close" else asked.ReopenMeasurement(reason="Vi glemte noe")
            events = did(events, command)
    return events
