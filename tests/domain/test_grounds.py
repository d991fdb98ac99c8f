"""What a figure rests on is enough to reckon it again."""

from fractions import Fraction

import pytest
from builders import ANNA, NOON
from histories import INSTRUMENT, did, given, histories, started
from hypothesis import given as for_all
from hypothesis import settings

from domain.measurement import commands as asked
from domain.measurement.state import fold
from domain.replay.grounds import Lack, amount_in, grounds
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import profile

OF_QUESTIONS = (Kind.ANSWER, Kind.IMPORTANCE, Kind.GAP, Kind.PRIORITY)
NAMES = [
    FigureName(Kind.THICKNESS),
    *(FigureName(Kind.VALUE, value.id) for value in INSTRUMENT.values),
    *(FigureName(kind, field.id) for kind in (Kind.SCORE, Kind.WEIGHTING) for field in INSTRUMENT.fields),
    *(FigureName(kind, question) for kind in OF_QUESTIONS for question in INSTRUMENT.questions),
]


def named(written):
    return FigureName.read(written)


def reckoned(found):
    """From the parts alone, formula by formula as `docs/scoring.md` has them."""
    amounts = [part.amount for part in found.parts]
    relevant = [amount for amount in amounts if amount != NOT_RELEVANT]
    there = [amount for amount in relevant if amount is not None]
    match found.name.kind:
        case Kind.SCORE | Kind.VALUE | Kind.THICKNESS:
            times = 10 if found.name.kind is Kind.THICKNESS else 1
            return Fraction(sum(there), len(there)) * times if there and len(there) * 2 >= len(relevant) else None
        case Kind.WEIGHTING:
            return sum(there, Fraction(0)) / len(there) if there and len(there) == len(amounts) else None
        case Kind.IMPORTANCE:
            if not amounts or None in amounts:
                return None
            coefficients = [part.coefficient for part in found.parts]
            return sum(c * w for c, w in zip(coefficients, amounts, strict=True)) / sum(coefficients)
        case Kind.GAP:
            return max(Fraction(0), amounts[0] - amounts[1]) if len(there) == len(amounts) else None
        case Kind.PRIORITY:
            return amounts[0] * amounts[1] / 10 if len(there) == len(amounts) else None


@settings(deadline=None)
@for_all(histories())
def test_a_figure_is_reckoned_again_from_nothing_but_its_parts(events):
    for name in NAMES:
        found = grounds(INSTRUMENT, events, name)
        if name.kind is not Kind.ANSWER:
            assert reckoned(found) == found.amount


@settings(deadline=None)
@for_all(histories())
def test_a_figure_is_reckoned_again_from_nothing_but_the_events_it_rests_on(events):
    for name in NAMES:
        found = grounds(INSTRUMENT, events, name)
        said = {setting.of: setting.given for setting in found.settings if setting.given is not None}
        weights = {key: weight for key, weight in said.items() if key in INSTRUMENT.ambitions}
        answers = {key: answer for key, answer in said.items() if key in INSTRUMENT.questions}
        assert amount_in(profile(INSTRUMENT, weights, answers), name) == found.amount


@settings(deadline=None)
@for_all(histories())
def test_a_figure_is_that_of_the_profile_and_as_published(events):
    state = fold(events)
    figures = profile(INSTRUMENT, state.weights, state.answers)
    for name in NAMES:
        found = grounds(INSTRUMENT, events, name)
        assert found.amount == amount_in(figures, name)
        assert found.agrees
        assert (found.closing is None) == (state.figures is None)
        assert (found.lack is None) == (found.amount is not None)


@settings(deadline=None)
@for_all(histories())
def test_every_event_named_is_the_one_that_set_what_is_in_force(events):
    for name in NAMES:
        for setting in grounds(INSTRUMENT, events, name).settings:
            event = events[setting.version - 1]
            assert setting.of in {getattr(event, "question", None), getattr(event, "ambition", None)}
            later = events[setting.version :]
            assert not any(
                setting.of in {getattr(each, "question", None), getattr(each, "ambition", None)} for each in later
            )


def answered(**answers):
    events = started()
    for key, answer in answers.items():
        events = given(events, key[1:].replace("_", "-"), answer)
    return events


def test_a_score_names_its_questions_and_who_answered_them_and_what_it_was_before():
    events = given(answered(q1_1=6, q1_2=7), "1-1", 4)
    found = grounds(INSTRUMENT, events, named("score.equality"))
    assert [(str(part.figure), part.amount) for part in found.parts] == [
        ("answer.1-1", 4),
        ("answer.1-2", 7),
        ("answer.1-3", None),
    ]
    first = found.settings[0]
    assert (first.of, first.before, first.given, first.by, first.at) == ("1-1", 6, 4, ANNA, NOON)
    assert first.version == len(events)
    assert found.settings[1].before is None
    assert found.amount == Fraction(11, 2)


def test_a_score_with_too_few_answers_says_how_many_it_takes():
    found = grounds(INSTRUMENT, answered(q1_1=6), named("score.equality"))
    assert found.lack is Lack.TOO_FEW
    assert (found.answered, found.relevant, found.needed) == (1, 3, 2)


@pytest.mark.parametrize(
    ("answers", "figure", "lack"),
    [
        ({}, "answer.1-1", Lack.UNANSWERED),
        ({}, "importance.1-1", Lack.PART_IS_NONE),
        ({"q1_1": NOT_RELEVANT}, "importance.1-1", Lack.NOT_RELEVANT),
        ({"q1_1": NOT_RELEVANT}, "gap.1-1", Lack.NOT_RELEVANT),
        ({}, "priority.1-1", Lack.UNANSWERED),
        ({"q2_1": NOT_RELEVANT, "q2_2": NOT_RELEVANT}, "score.shared_goals", Lack.NOTHING_RELEVANT),
        ({"q2_1": NOT_RELEVANT, "q2_2": NOT_RELEVANT}, "weighting.shared_goals", Lack.NOTHING_RELEVANT),
        ({}, "weighting.shared_goals", Lack.PART_IS_NONE),
        ({}, "thickness", Lack.TOO_FEW),
    ],
)
def test_a_figure_that_is_none_says_why(answers, figure, lack):
    assert grounds(INSTRUMENT, answered(**answers), named(figure)).lack is lack


def test_an_answer_that_was_taken_back_is_still_a_reason():
    events = did(answered(q1_1=6), asked.WithdrawAnswer(question="1-1", seen=6))
    (setting,) = grounds(INSTRUMENT, events, named("answer.1-1")).settings
    assert (setting.before, setting.given) == (6, None)


def test_a_closing_that_does_not_agree_is_told():
    events = answered(q1_1=6, q1_2=7)
    closed = did(events, asked.CloseMeasurement())
    tampered = [*events[:-1], *answered(q1_2=2)[-1:], closed[-1]]
    found = grounds(INSTRUMENT, tampered, named("score.equality"))
    assert not found.agrees
    assert (found.published, found.amount) == (Fraction(13, 2), 4)


def test_a_figure_that_the_instrument_does_not_have_rests_on_nothing():
    for written in ("score.nowhere", "gap.9-9", "value.speed"):
        assert grounds(INSTRUMENT, started(), named(written)) is None
