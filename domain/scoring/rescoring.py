"""An earlier measurement, figured with a newer version of the instrument: beside what was published, never instead."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from domain.ids import AmbitionId, QuestionId
from domain.instrument.continuation import Lineage, Succession
from domain.instrument.model import Instrument
from domain.scoring.answer import Answer
from domain.scoring.profile import Profile, profile

Id = TypeVar("Id", QuestionId, AmbitionId)
Said = TypeVar("Said", int, Answer)


class Rescoring(msgspec.Struct, frozen=True):
    """`figures` are those of the newer version, from the answers and weights that could be carried into it.

    What nothing carries into is unanswered there, so that the rules of a half hold. `lacking` are the newer questions
    and ambition questions of that kind; `lost` the answered earlier ones that nothing goes on from.
    """

    figures: Profile
    lacking: tuple[QuestionId | AmbitionId, ...]
    lost: tuple[QuestionId | AmbitionId, ...]


def rescore(
    newer: Instrument, between: Lineage, weights: Mapping[AmbitionId, int], answers: Mapping[QuestionId, Answer]
) -> Rescoring:
    """With today's formulas. Between a version and itself, the figures are those of the answers as they stand."""
    carried = _carried(between.questions, answers)
    weighed = _carried(between.ambitions, weights)
    return Rescoring(
        figures=profile(newer, weighed, carried),
        lacking=(*_lacking(between.questions), *_lacking(between.ambitions)),
        lost=(*_lost(between.questions, answers), *_lost(between.ambitions, weights)),
    )


def _carried(between: Succession[Id], said: Mapping[Id, Said]) -> dict[Id, Said]:
    return {one: said[origin] for one, origin in between.continues.items() if origin in said}


def _lacking(between: Succession[Id]) -> tuple[Id, ...]:
    return tuple(one for one in between.later if one not in between.continues)


def _lost(between: Succession[Id], said: Mapping[Id, Said]) -> tuple[Id, ...]:
    carried = set(between.continues.values())
    return tuple(one for one in between.earlier if one in said and one not in carried)
