"""Replay equals truth: at every step the figures are those that the first events give by another way of reckoning.

The second way is written from the domain model, section 3, and shares nothing with ours but the events.
"""

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from builders import ACT, BJORN, COLLABORATION, MEASUREMENT, NOON, instrument
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.action_plan import events as acted
from domain.errors import DomainError
from domain.event import Act
from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.replay.history import Logged, published_as_replayed, replay
from domain.replay.movement import difference
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import profile
from domain.sectors import Sector
from domain.text import Clear

INSTRUMENT = instrument()
QUESTIONS = sorted(INSTRUMENT.questions)
AMBITIONS = sorted(INSTRUMENT.ambitions)
OTHER = UUID("99999999-9999-4999-8999-999999999999")
PULL, MOVE = (UUID(f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}") for digit in "67")

answering = st.tuples(
    st.just("answer"), st.sampled_from(QUESTIONS), st.integers(0, 10) | st.just(NOT_RELEVANT) | st.none()
)
weighing = st.tuples(st.just("weigh"), st.sampled_from(AMBITIONS), st.integers(0, 10))
commenting = st.tuples(st.just("comment"), st.sampled_from(QUESTIONS), st.sampled_from(["", "Ja", "Nei"]))
moving = st.tuples(st.just("course"), st.sampled_from(["pause", "resume", "close", "reopen", "practice", "real"]))
histories = st.lists(answering | answering | weighing | commenting | moving, max_size=40)

COURSE = {
    "pause": asked.PauseMeasurement(),
    "resume": asked.ResumeMeasurement(),
    "close": asked.CloseMeasurement(),
    "reopen": asked.ReopenMeasurement(reason="Et tall var feil."),
    "practice": asked.MarkAsPractice(),
    "real": asked.LiftPracticeMark(),
}
STARTED = start(
    MEASUREMENT,
    asked.StartMeasurement(
        collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
    ),
    INSTRUMENT,
    "hash",
    ACT,
)


def wanted(state, step):
    match step:
        case ("answer", question, None):
            return asked.WithdrawAnswer(question=question, seen=state.answers.get(question))
        case ("answer", question, answer):
            return asked.AnswerQuestion(question=question, answer=answer, seen=state.answers.get(question))
        case ("weigh", ambition, weight):
            return asked.WeighValue(ambition=ambition, weight=weight, seen=state.weights.get(ambition))
        case ("comment", question, text):
            comment = state.comments.get(question)
            return asked.NoteComment(question=question, text=text, seen=comment.revision if comment else 0)
        case (_, course):
            return COURSE[course]


def history(steps):
    """What a group that tries all of it has done; what the rules refuse has not happened."""
    events = list(STARTED)
    for step in steps:
        state = fold(events)
        try:
            events += decide(MEASUREMENT, state, wanted(state, step), INSTRUMENT, ACT)
        except DomainError:
            continue
    return events


def logged(events, first=1, gap=1):
    return [Logged(position=first + gap * place, event=event) for place, event in enumerate(events)]


def replayed(events, plan=()):
    return replay(INSTRUMENT, MEASUREMENT, logged(events, 1, 10), plan)


def said(events, key, value):
    """The last word on each question or ambition."""
    last = {}
    for event in events:
        if not hasattr(event, key) or event.TOPIC.startswith("measurement.comment"):
            continue
        if hasattr(event, value):
            last[getattr(event, key)] = getattr(event, value)
        else:
            del last[getattr(event, key)]
    return last


def naive_mean(given_answers):
    relevant = [answer for answer in given_answers if answer != NOT_RELEVANT]
    numbers = [answer for answer in relevant if answer is not None]
    if not numbers or 2 * len(numbers) < len(relevant):
        return None
    return Fraction(sum(numbers), len(numbers))


def naive_figures(events):
    answers, weights = said(events, "question", "answer"), said(events, "ambition", "weight")
    figures = {}
    for value in INSTRUMENT.values:
        figures["value", value.id] = naive_mean([weights.get(ambition.id) for ambition in value.ambitions])
    for field in INSTRUMENT.fields:
        figures["score", field.id] = naive_mean([answers.get(question.id) for question in field.questions])
        relevant = []
        for question in field.questions:
            answer = answers.get(question.id)
            figures["answer", question.id] = answer
            weight = None if answer == NOT_RELEVANT else naive_weighting(question, figures)
            relevant += [] if answer == NOT_RELEVANT else [weight]
            has_gap = weight is not None and isinstance(answer, int)
            figures["gap", question.id] = (weight - answer if weight > answer else Fraction(0)) if has_gap else None
        full = relevant and None not in relevant
        figures["weighting", field.id] = sum(relevant, Fraction(0)) / len(relevant) if full else None
    markers = naive_mean([answers.get(key) for key, one in INSTRUMENT.questions.items() if one.thickness])
    figures["thickness", ""] = None if markers is None else 10 * markers
    return figures


def naive_weighting(question, figures):
    linked = [(figures["value", value], times) for value, times in question.links.items() if times > 0]
    if any(weighting is None for weighting, _ in linked):
        return None
    return sum((times * weighting for weighting, times in linked), Fraction(0)) / sum(times for _, times in linked)


def shown_figures(state):
    figures = profile(INSTRUMENT, state.weights, state.answers)
    shown = {("value", one.value): one.weighting for one in figures.values} | {("thickness", ""): figures.thickness}
    for field in figures.fields:
        shown |= {("score", field.field): field.score, ("weighting", field.field): field.weighting}
        for one in field.questions:
            shown |= {("answer", one.question): one.answer, ("gap", one.question): one.gap}
    return shown


@given(histories)
def test_the_figures_after_any_event_are_those_that_the_events_until_then_give(steps):
    events = history(steps)
    for step in replayed(events):
        assert shown_figures(step.after) == naive_figures(events[: step.number])


@given(histories)
def test_each_event_names_the_figures_that_it_moved_and_by_how_much(steps):
    events = history(steps)
    direct = {"score", "value", "thickness"}
    for step in replayed(events):
        was = naive_figures(events[: step.number - 1])
        now = naive_figures(events[: step.number])
        moved = {(one.figure.kind.value, one.figure.of): (one.before, one.after) for one in step.moved}
        assert moved == {key: (was[key], now[key]) for key in now if key[0] in direct and was[key] != now[key]}


@given(histories, st.data())
def test_the_difference_between_two_moments_is_every_figure_that_differs(steps, data):
    events = history(steps)
    moments = replayed(events)
    earlier, later = sorted(data.draw(st.tuples(*[st.integers(1, len(moments))] * 2)))
    was, now = naive_figures(events[:earlier]), naive_figures(events[:later])
    found = difference(moments[earlier - 1].after, moments[later - 1].after, INSTRUMENT)
    assert {(one.figure.kind.value, one.figure.of): (one.before, one.after) for one in found} == {
        key: (was[key], now[key]) for key in now if was[key] != now[key]
    }


@given(histories)
def test_a_measurement_of_the_day_is_replayed_as_an_old_one_is(steps):
    """Nothing that comes later changes an earlier step."""
    events = history(steps)
    whole = replayed(events)
    for end in range(1, len(events) + 1):
        assert replayed(events[:end]) == whole[:end]


def suggested(action=PULL, measurement=MEASUREMENT):
    text = Clear(subject=MEASUREMENT, text="Møtes på gården")
    return acted.ActionSuggested(
        at=NOON,
        by=BJORN,
        action=action,
        collaboration=COLLABORATION,
        measurement=measurement,
        question="1-1",
        text=text,
    )


def agreed(action=PULL, measurement=MEASUREMENT):
    return acted.ActionAgreed(at=NOON, by=BJORN, action=action, measurement=measurement, owner=None, due=None)


def test_actions_stand_among_the_events_in_the_order_of_the_log():
    events = history([("answer", "1-1", 4), ("answer", "1-1", 6)])
    steps = replayed(events, [Logged(15, suggested()), Logged(25, agreed())])
    assert [(step.number, step.position, step.version) for step in steps] == [
        (1, 1, 1),
        (2, 11, 2),
        (3, 15, 2),
        (4, 21, 3),
        (5, 25, 3),
    ]
    assert steps[2].after == steps[1].after
    assert steps[2].action is None
    assert steps[4].action is not None
    assert steps[4].moved == ()


def test_an_action_of_an_earlier_measurement_is_told_of_from_where_this_one_took_it_up():
    events = history([("answer", "1-1", 4)])
    done = acted.ActionDone(at=NOON, by=BJORN, action=MOVE)
    plan = [
        Logged(-5, suggested(MOVE, OTHER)),
        Logged(2, agreed(MOVE)),
        Logged(3, done),
        Logged(4, suggested(PULL, OTHER)),
        Logged(5, agreed(PULL, OTHER)),
    ]
    steps = replayed(events, plan)
    assert [step.position for step in steps] == [1, 2, 3, 11]


def test_a_moment_far_away_is_told_by_the_event_and_not_by_when_it_was_read():
    later = Act(by=BJORN, at=NOON + timedelta(days=400))
    events = [*STARTED, *decide(MEASUREMENT, fold(STARTED), asked.PauseMeasurement(), INSTRUMENT, later)]
    assert replayed(events)[-1].event.at == later.at


def test_what_a_closing_published_is_held_against_its_events():
    events = history([("answer", question, 6) for question in QUESTIONS] + [("course", "close")])
    steps = replayed(events)
    assert published_as_replayed(steps[-1], INSTRUMENT) is True
    assert published_as_replayed(steps[0], INSTRUMENT) is None
    other = replace(events[-1], figures=replace(events[-1].figures, thickness=Fraction(1)))
    assert published_as_replayed(replayed([*events[:-1], other])[-1], INSTRUMENT) is False
    foreign = replace(events[-1], scoring_version=99)
    assert published_as_replayed(replayed([*events[:-1], foreign])[-1], INSTRUMENT) is None


def test_only_the_touched_figures_are_told_of_an_answer():
    events = history([("answer", "1-1", 4), ("answer", "1-3", 6)])
    (score, thickness) = replayed(events)[-1].moved
    assert (score.figure, score.before, score.after) == (FigureName(Kind.SCORE, "equality"), None, Fraction(5))
    assert (thickness.figure, thickness.before, thickness.after) == (FigureName(Kind.THICKNESS), None, Fraction(50))
