"""A measurement's figures, from its answers. `None` is a figure without enough to rest on; it is never 0."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import msgspec

from domain.ids import AmbitionId, FieldId, QuestionId, ValueId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.scoring.answer import NOT_RELEVANT, Answer, is_relevant

SCORING_VERSION = 1
"""Goes with every closed measurement. Another formula is another version."""

Figure = Fraction | None


class ValueFigures(msgspec.Struct, frozen=True):
    """`weighting` is `w_v`, 0 to 10."""

    value: ValueId
    weighting: Figure


class QuestionFigures(msgspec.Struct, frozen=True):
    """`weighting` is `W_q`, `gap` is `G_q`, `priority` is `G_q · W_q / 10`; each 0 to 10."""

    question: QuestionId
    answer: Answer | None
    weighting: Figure
    gap: Figure
    priority: Figure


class FieldFigures(msgspec.Struct, frozen=True):
    """`score` is `S_f`, `weighting` the mean of `W_q`; each 0 to 10. `answered` and `relevant` count questions."""

    field: FieldId
    score: Figure
    weighting: Figure
    answered: int
    relevant: int
    questions: tuple[QuestionFigures, ...]


class Profile(msgspec.Struct, frozen=True):
    """All figures of a measurement, in the instrument's order. `thickness` is 0 (thin) to 100 (thick).

    `focus` lists the questions with a gap by priority, highest first; ties keep the instrument's order.
    """

    values: tuple[ValueFigures, ...]
    fields: tuple[FieldFigures, ...]
    thickness: Figure
    focus: tuple[QuestionId, ...]


def mean(numbers: Iterable[Fraction | int]) -> Figure:
    """Exact mean; `None` of nothing."""
    total, count = Fraction(0), 0
    for number in numbers:
        total += number
        count += 1
    return total / count if count else None


def mean_of_enough(answers: Iterable[Answer | None]) -> Figure:
    """Mean of the answers given to relevant questions, `None` when fewer than half of those are answered.

    An unanswered question (`None`) is relevant and absent, never 0. Source: domain model, section 3; report ch. 7.
    """
    relevant = total = answered = 0
    for answer in answers:
        if answer == NOT_RELEVANT:
            continue
        relevant += 1
        if answer is not None:
            total += answer
            answered += 1
    return Fraction(total, answered) if answered and 2 * answered >= relevant else None


def value_weighting(value: Value, weights: Mapping[AmbitionId, int]) -> Figure:
    """`w_v`: mean of the answers to the value's ambition questions, at least half of them."""
    return mean_of_enough(weights.get(ambition.id) for ambition in value.ambitions)


def question_weighting(question: Question, weightings: Mapping[ValueId, Figure]) -> Figure:
    """`W_q = Σ_v c_qv · w_v / Σ_v c_qv`; `None` if any linked `w_v` is."""
    total, coefficients = Fraction(0), 0
    for value, coefficient in question.links.items():
        if not coefficient:
            continue
        weighting = weightings[value]
        if weighting is None:
            return None
        total += coefficient * weighting
        coefficients += coefficient
    return total / coefficients if coefficients else None


def question_figures(
    question: Question, answer: Answer | None, weightings: Mapping[ValueId, Figure]
) -> QuestionFigures:
    """`G_q = max(0, W_q − a_q)` where both are there; a question that is not relevant has no figures but its mark."""
    weighting = question_weighting(question, weightings) if is_relevant(answer) else None
    gap = priority = None
    if weighting is not None and isinstance(answer, int):
        gap = max(Fraction(0), weighting - answer)
        priority = gap * weighting / 10
    return QuestionFigures(question=question.id, answer=answer, weighting=weighting, gap=gap, priority=priority)


def field_figures(
    field: Field, answers: Mapping[QuestionId, Answer], weightings: Mapping[ValueId, Figure]
) -> FieldFigures:
    """The field's weighting covers its relevant questions, answered or not; `None` if one of them has none."""
    questions = tuple(question_figures(question, answers.get(question.id), weightings) for question in field.questions)
    relevant = [figures for figures in questions if is_relevant(figures.answer)]
    weights = [figures.weighting for figures in relevant]
    return FieldFigures(
        field=field.id,
        score=mean_of_enough(figures.answer for figures in questions),
        weighting=None if None in weights else mean(weight for weight in weights if weight is not None),
        answered=sum(figures.answer is not None for figures in relevant),
        relevant=len(relevant),
        questions=questions,
    )


def thickness(instrument: Instrument, answers: Mapping[QuestionId, Answer]) -> Figure:
    """Mean of the answers to the thickness markers, times 10. Source: report ch. 2; the figure is ours."""
    markers = mean_of_enough(
        answers.get(question.id) for question in instrument.questions.values() if question.thickness
    )
    return None if markers is None else markers * 10


def focus(fields: Iterable[FieldFigures]) -> tuple[QuestionId, ...]:
    """What the group itself finds important and scores low."""
    gaps = [figures for field in fields for figures in field.questions if figures.priority]
    return tuple(figures.question for figures in sorted(gaps, key=lambda figures: -(figures.priority or 0)))


def profile(instrument: Instrument, weights: Mapping[AmbitionId, int], answers: Mapping[QuestionId, Answer]) -> Profile:
    """Every figure of a measurement with these weights and answers."""
    values = tuple(
        ValueFigures(value=value.id, weighting=value_weighting(value, weights)) for value in instrument.values
    )
    weightings = {figures.value: figures.weighting for figures in values}
    fields = tuple(field_figures(field, answers, weightings) for field in instrument.fields)
    return Profile(values=values, fields=fields, thickness=thickness(instrument, answers), focus=focus(fields))
