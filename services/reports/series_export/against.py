"""Whether a figure can be laid beside the one of the measurement before, and if not, why: one word each.

Of a value it is the weighting, of everything else the score. The rules are those of `domain/comparability.py`.
"""

from enum import StrEnum

from domain.comparability import Kind
from domain.ids import FieldId, QuestionId, ValueId
from services.reports.comparison import Comparison


class Against(StrEnum):
    FIRST = "first"
    """There is none before."""

    COMPARABLE = "comparable"
    QUESTIONS = "questions"
    MARKERS = "markers"
    SCORING = "scoring"
    WEIGHTS = "weights"


def value_against(comparison: Comparison | None, value: ValueId) -> Against:
    """Other ambition questions make another weighting."""
    if comparison is None:
        return Against.FIRST
    if comparison.found.scoring:
        return Against.SCORING
    others = comparison.found.weights
    return Against.WEIGHTS if others and value in others.values else Against.COMPARABLE


def field_against(comparison: Comparison | None, field: FieldId) -> Against:
    return Against.FIRST if comparison is None else _of(comparison.found.score_of(field))


def question_against(comparison: Comparison | None, question: QuestionId) -> Against:
    """An answer rests on its question's words alone, and on no formula."""
    if comparison is None:
        return Against.FIRST
    return Against.COMPARABLE if question in comparison.continues else Against.QUESTIONS


def thickness_against(comparison: Comparison | None) -> Against:
    return Against.FIRST if comparison is None else _of(comparison.found.thickness)


def _of(kind: Kind | None) -> Against:
    return Against(kind) if kind else Against.COMPARABLE
