"""What changed over several measurements, as a table: every figure, each step, and from the first to the last.

A change stands there only where the two figures can be compared; elsewhere there is a dash, never a zero.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Field, Question, worded
from domain.scoring.answer import Answer
from domain.scoring.figure_name import FigureName, Kind
from infra.translation.translator import Translator
from services.reports.figures import as_score, field_figures, figures_of
from services.reports.over_time import OverTime

Figure = Fraction | None


class Cell(msgspec.Struct, frozen=True):
    """One measurement's figure, written. `step` is the change since the one before, `None` for the first.

    `figure` is what it was called then; `None` where the question was not asked or not answered.
    """

    written: str
    step: str | None
    figure: FigureName | None


class Row(msgspec.Struct, frozen=True):
    """`whole` is the change from the first to the last, `apart` says in words which step can't be compared."""

    name: str
    cells: tuple[Cell, ...]
    whole: str
    apart: tuple[str, ...] = ()


class FieldRows(msgspec.Struct, frozen=True):
    field: Field
    row: Row
    questions: tuple[Row, ...]


class Changes(msgspec.Struct, frozen=True):
    """`days` head the columns, oldest first. Fields in the last instrument's order."""

    days: tuple[str, ...]
    fields: tuple[FieldRows, ...]
    thickness: Row


def changes(over: OverTime, t: Translator) -> Changes:
    """Of two measurements at least."""
    return Changes(
        days=tuple(t.day(one.state.started_at) for one in over.measured),
        fields=tuple(
            FieldRows(field, _field(over, field, t), tuple(_question(over, one, t) for one in field.questions))
            for field in over.instrument.fields
        ),
        thickness=_thickness(over, t),
    )


def _field(over: OverTime, field: Field, t: Translator) -> Row:
    figures = [
        field_figures(figures_of(one.state, instrument), field.id).score
        for one, instrument in zip(over.measured, over.instruments, strict=True)
    ]
    apart = [step.found.score_of(field.id) for step in over.steps]
    apart.append(over.to_last[0].found.score_of(field.id))
    return _row(worded(field.name, t.language)[0], figures, apart, FigureName(Kind.SCORE, field.id), t)


def _thickness(over: OverTime, t: Translator) -> Row:
    figures = [
        figures_of(one.state, instrument).thickness
        for one, instrument in zip(over.measured, over.instruments, strict=True)
    ]
    apart = [step.found.thickness for step in over.steps]
    apart.append(over.to_last[0].found.thickness)
    return _row(t("comparing.thickness"), figures, apart, FigureName(Kind.THICKNESS), t)


def _row(name: str, figures: Sequence[Figure], apart: Sequence[str | None], called: FigureName, t: Translator) -> Row:
    """`apart` is why each step can't be compared, and at its end why the first and the last can't."""
    pairs = [*pairwise(figures), (figures[0], figures[-1])]
    *steps, whole = [None if why else _change(pair) for pair, why in zip(pairs, apart, strict=True)]
    cells = (
        Cell(t.score(figures[0]), None, called),
        *(Cell(t.score(figure), t.change(step), called) for figure, step in zip(figures[1:], steps, strict=True)),
    )
    reasons = dict.fromkeys(why for why in apart if why)
    said = tuple(t("spider.incomparable", why=t(f"comparability.short.{why}")) for why in reasons)
    return Row(name, cells, t.change(whole), said)


def _question(over: OverTime, question: Question, t: Translator) -> Row:
    """A question that goes on is the same question, whatever number it had and whatever formulas there were."""
    then = [one.continues.get(question.id) for one in over.to_last]
    asked: list[QuestionId | None] = [*then, question.id]
    answers = [
        None if key is None else one.state.answers.get(key) for one, key in zip(over.measured, asked, strict=True)
    ]
    figures = [as_score(answer) for answer in answers]
    steps = [None, *map(_change, pairwise(figures))]
    cells = tuple(
        Cell(_written(answer, t), t.change(step) if place else None, _called(key, answer))
        for place, (answer, step, key) in enumerate(zip(answers, steps, asked, strict=True))
    )
    name = f"{question.id} {worded(question.name, t.language)[0]}"
    return Row(name, cells, t.change(_change((figures[0], figures[-1]))))


def _called(question: QuestionId | None, answer: Answer | None) -> FigureName | None:
    return None if question is None or answer is None else FigureName(Kind.ANSWER, question)


def _change(pair: tuple[Figure, Figure]) -> Figure:
    before, after = pair
    return None if before is None or after is None else after - before


def _written(answer: Answer | None, t: Translator) -> str:
    match answer:
        case None:
            return t.score(None)
        case int():
            return t.number(answer)
        case _:
            return t("answer.not-relevant")
