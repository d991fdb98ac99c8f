"""Which figures a measurement's pages show, and which measurement they are compared with."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from domain.ids import FieldId, QuestionId
from domain.instrument.model import Field, Instrument, Question
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.profile import FieldFigures, Profile, QuestionFigures, profile
from projections.measurements.queries import Measured


def figures_of(state: Measurement, instrument: Instrument) -> Profile:
    """As published when it was closed; while it is open, as the answers are now."""
    return state.figures or profile(instrument, state.weights, state.answers)


def before(measured: Measured, closed: Sequence[Measured]) -> Measured | None:
    """The last measurement of the series that had begun before this one. Practice and voided ones are in no series.

    `closed` are the series, oldest first.
    """
    if measured.state.practice:
        return None
    earlier = [one for one in closed if one.id != measured.id and one.state.started_at < measured.state.started_at]
    return earlier[-1] if earlier else None


def field_figures(figures: Profile, field: FieldId) -> FieldFigures:
    return next(found for found in figures.fields if found.field == field)


def question_figures(figures: Profile) -> Mapping[QuestionId, QuestionFigures]:
    return {found.question: found for field in figures.fields for found in field.questions}


def as_score(answer: Answer | None) -> Fraction | None:
    return Fraction(answer) if isinstance(answer, int) else None


class Focus(msgspec.Struct, frozen=True):
    """A question that the group finds important and places itself low on."""

    question: Question
    field: Field
    figures: QuestionFigures


def focus_list(instrument: Instrument, figures: Profile) -> list[Focus]:
    """Highest priority first."""
    found = question_figures(figures)
    return [
        Focus(question=instrument.questions[question], field=instrument.field_of[question], figures=found[question])
        for question in figures.focus
    ]
