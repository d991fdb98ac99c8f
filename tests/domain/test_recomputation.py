"""What was published can be computed again: from the events as they are stored, by another way of reckoning."""

from fractions import Fraction
from uuid import uuid4

from builders import ACT, COLLABORATION, MEASUREMENT, instrument
from hypothesis import given
from hypothesis import strategies as st

from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.events import MeasurementClosed
from domain.measurement.state import fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.sectors import Sector
from infra.eventlog.mapper import EventMapper
from infra.eventlog.records import NewEvent

INSTRUMENT = instrument()
QUESTIONS = sorted(INSTRUMENT.questions)
AMBITIONS = sorted(INSTRUMENT.ambitions)
STARTED = start(
    MEASUREMENT,
    asked.StartMeasurement(
        collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
    ),
    INSTRUMENT,
    "hash",
    ACT,
)

answered = st.tuples(st.sampled_from(QUESTIONS), st.integers(0, 10) | st.just(NOT_RELEVANT) | st.none())
weighed = st.tuples(st.sampled_from(AMBITIONS), st.integers(0, 10))
histories = st.lists(answered | weighed, min_size=1, max_size=40).filter(
    lambda steps: any(key in QUESTIONS and given is not None for key, given in steps[-1:])
)


def history(steps):
    """Started, answered, revised, taken back and closed, as a group might: `None` takes an answer back."""
    events = list(STARTED)
    for key, given_answer in steps:
        state = fold(events)
        if key in AMBITIONS:
            command = asked.WeighValue(ambition=key, weight=given_answer, seen=state.weights.get(key))
        elif given_answer is None:
            command = asked.WithdrawAnswer(question=key, seen=state.answers.get(key))
        else:
            command = asked.AnswerQuestion(question=key, answer=given_answer, seen=state.answers.get(key))
        events += decide(MEASUREMENT, state, command, INSTRUMENT, ACT)
    return [*events, *decide(MEASUREMENT, fold(events), asked.CloseMeasurement(), INSTRUMENT, ACT)]


def stored_and_read(events):
    mapper = EventMapper()
    stored = [
        mapper.to_stored_event(NewEvent(originator_id=MEASUREMENT, originator_version=version, event=event), {})
        for version, event in enumerate(events, start=1)
    ]
    return [mapper.to_domain_event(one).event for one in stored]


@given(histories)
def test_published_figures_are_the_same_when_recomputed_from_stored_events(steps):
    events = stored_and_read(history(steps))
    closed = events[-1]
    assert isinstance(closed, MeasurementClosed)
    answers, weights = dict(replayed(events, "question", "answer")), dict(replayed(events, "ambition", "weight"))
    for field, figures in zip(INSTRUMENT.fields, closed.figures.fields, strict=True):
        given_answers = [answers.get(question.id) for question in field.questions]
        assert figures.score == naive_mean(given_answers)
        for question, found in zip(field.questions, figures.questions, strict=True):
            assert found.weighting == naive_weighting(question, answers.get(question.id), weights)
    markers = [answers.get(question.id) for question in INSTRUMENT.questions.values() if question.thickness]
    level = naive_mean(markers)
    assert closed.figures.thickness == (None if level is None else level * 10)


def replayed(events, key, value):
    """The last word on each key, in the order of the log; a withdrawal takes the key away."""
    last = {}
    for event in events:
        if hasattr(event, key):
            last.pop(getattr(event, key), None)
            if hasattr(event, value):
                last[getattr(event, key)] = getattr(event, value)
    return last.items()


def naive_mean(answers):
    """Domain model, section 3, word by word."""
    relevant = [answer for answer in answers if answer != NOT_RELEVANT]
    numbers = [answer for answer in relevant if answer is not None]
    if not numbers or len(numbers) < len(relevant) / 2:
        return None
    return Fraction(sum(numbers), len(numbers))


def naive_weighting(question, answer, weights):
    if answer == NOT_RELEVANT:
        return None
    top, bottom = Fraction(0), 0
    for value in INSTRUMENT.values:
        link = question.links.get(value.id, 0)
        if link == 0:
            continue
        weighting = naive_mean([weights.get(ambition.id) for ambition in value.ambitions])
        if weighting is None:
            return None
        top, bottom = top + link * weighting, bottom + link
    return top / bottom


@given(histories)
def test_what_is_stored_is_read_back_as_it_was(steps):
    events = history(steps)
    assert stored_and_read(events) == events


def test_a_stored_event_says_nothing_of_who_but_a_pseudonym():
    (stored,) = (
        EventMapper().to_stored_event(NewEvent(originator_id=uuid4(), originator_version=1, event=event), {})
        for event in STARTED
    )
    assert str(ACT.by).encode() in stored.state
