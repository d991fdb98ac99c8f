"""What figures, answers, questions and statements are called in a sentence."""

from fractions import Fraction
from typing import Final, assert_never

from domain.ids import AmbitionId, FieldId, QuestionId, ValueId
from domain.instrument.model import Instrument, Wording, worded
from domain.replay.movement import Amount
from domain.scoring.figure_name import FigureName, Kind
from infra.translation.translator import Translator

ARROW: Final = "\u00a0→\u00a0"
"""Between a figure before and after, which are never split over two lines."""


def question_words(which: QuestionId, t: Translator, instrument: Instrument) -> dict[str, str]:
    """`number` and `name`, as the sentences about a question take them. The number is never split over two lines.

    Of the model's questions only: one's own have no name.
    """
    name, _ = worded(instrument.questions[which].name, t.language)
    return {"number": which.replace("-", "\u2060-\u2060"), "name": name}


def statement_words(which: AmbitionId, t: Translator, instrument: Instrument) -> dict[str, str | int]:
    """`value` and `number`: the statement's place among those of its value."""
    value = instrument.value_of[which]
    place = [ambition.id for ambition in value.ambitions].index(which)
    return {"value": _name(value.name, t), "number": place + 1}


def amount_words(amount: Amount, t: Translator, kind: Kind = Kind.ANSWER) -> str:
    """A figure with one decimal, an answer as the group gave it."""
    match amount:
        case None:
            return t("replay.amount.unanswered" if kind is Kind.ANSWER else "replay.amount.none")
        case "not_relevant":
            return t("replay.amount.not-relevant")
        case Fraction():
            return t.score(amount)
        case int():
            return t.number(amount)
        case _:
            assert_never(amount)


def figure_words(figure: FigureName, t: Translator, instrument: Instrument) -> str:
    """What the figure is of, and what kind it is where that isn't plain."""
    of = figure.of
    match figure.kind:
        case Kind.SCORE:
            return _field(FieldId(of), t, instrument)
        case Kind.WEIGHTING:
            return t("replay.figure.weighting", name=_field(FieldId(of), t, instrument))
        case Kind.ANSWER:
            return t("replay.figure.answer", **question_words(QuestionId(of), t, instrument))
        case Kind.GAP:
            return t("replay.figure.gap", **question_words(QuestionId(of), t, instrument))
        case Kind.IMPORTANCE:
            return t("replay.figure.importance", **question_words(QuestionId(of), t, instrument))
        case Kind.PRIORITY:
            return t("replay.figure.priority", **question_words(QuestionId(of), t, instrument))
        case Kind.VALUE:
            return t("replay.figure.value", name=_value(ValueId(of), t, instrument))
        case Kind.THICKNESS:
            return t("replay.figure.thickness")
        case _:
            assert_never(figure.kind)


def _field(which: FieldId, t: Translator, instrument: Instrument) -> str:
    return next(_name(field.name, t) for field in instrument.fields if field.id == which)


def _value(which: ValueId, t: Translator, instrument: Instrument) -> str:
    return next(_name(value.name, t) for value in instrument.values if value.id == which)


def _name(wording: Wording, t: Translator) -> str:
    return worded(wording, t.language)[0]
