"""Which figures an event moved, and which differ between two moments of the same measurement."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import msgspec

from domain.event import Event
from domain.ids import AmbitionId, QuestionId
from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Profile, mean_of_enough, profile, thickness, value_weighting

Amount = Fraction | Answer | None
"""An answer is a whole number or *not relevant*, every other figure a fraction. `None` is no figure, never 0."""

NO_ANSWERS: Final[Mapping[QuestionId, Answer]] = {}
NO_WEIGHTS: Final[Mapping[AmbitionId, int]] = {}


class Moved(msgspec.Struct, frozen=True):
    """One figure before and after; the two differ."""

    figure: FigureName
    before: Amount
    after: Amount


def moved_by(event: Event, before: Measurement | None, after: Measurement, instrument: Instrument) -> tuple[Moved, ...]:
    """What the event moved directly, and no other figure is reckoned.

    An answer moves its field's score, and the thickness if it is a marker; a weight moves its value's weighting.
    """
    match event:
        case (
            happened.QuestionAnswered()
            | happened.AnswerRevised()
            | happened.AnswerAdopted()
            | happened.AnswerWithdrawn()
        ):
            was = before.answers if before else NO_ANSWERS
            return tuple(_by_answer(event.question, was, after.answers, instrument))
        case happened.ValueWeighed() | happened.WeightingRevised():
            earlier = before.weights if before else NO_WEIGHTS
            return tuple(_by_weight(event.ambition, earlier, after.weights, instrument))
        case _:
            return ()


def _by_answer(
    question: QuestionId,
    before: Mapping[QuestionId, Answer],
    after: Mapping[QuestionId, Answer],
    instrument: Instrument,
) -> Iterator[Moved]:
    field = instrument.field_of[question]
    score = FigureName(Kind.SCORE, field.id)
    scores = [mean_of_enough(answers.get(one.id) for one in field.questions) for answers in (before, after)]
    yield from _unless_equal(score, *scores)
    if instrument.questions[question].thickness:
        yield from _unless_equal(
            FigureName(Kind.THICKNESS), thickness(instrument, before), thickness(instrument, after)
        )


def _by_weight(
    ambition: AmbitionId, before: Mapping[AmbitionId, int], after: Mapping[AmbitionId, int], instrument: Instrument
) -> Iterator[Moved]:
    value = instrument.value_of[ambition]
    yield from _unless_equal(
        FigureName(Kind.VALUE, value.id), value_weighting(value, before), value_weighting(value, after)
    )


def difference(earlier: Measurement, later: Measurement, instrument: Instrument) -> tuple[Moved, ...]:
    """Every figure that differs: fields, questions, values and thickness, each in the instrument's order."""
    before = dict(_amounts(profile(instrument, earlier.weights, earlier.answers)))
    after = _amounts(profile(instrument, later.weights, later.answers))
    return tuple(moved for name, amount in after for moved in _unless_equal(name, before[name], amount))


def _amounts(figures: Profile) -> Iterator[tuple[FigureName, Amount]]:
    for field in figures.fields:
        yield FigureName(Kind.SCORE, field.field), field.score
        yield FigureName(Kind.WEIGHTING, field.field), field.weighting
    for question in (one for field in figures.fields for one in field.questions):
        yield FigureName(Kind.ANSWER, question.question), question.answer
        yield FigureName(Kind.GAP, question.question), question.gap
    for value in figures.values:
        yield FigureName(Kind.VALUE, value.value), value.weighting
    yield FigureName(Kind.THICKNESS), figures.thickness


def _unless_equal(figure: FigureName, before: Amount, after: Amount) -> Iterator[Moved]:
    if before != after:
        yield Moved(figure=figure, before=before, after=after)
