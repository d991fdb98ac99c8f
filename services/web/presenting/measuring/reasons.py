"""Why a question is weighted as it is: the values that it is linked to, and how much each of them counts."""

from collections.abc import Mapping

import msgspec

from domain.ids import ValueId
from domain.instrument.model import Instrument, Question, Value
from domain.scoring.profile import Figure


class Linked(msgspec.Struct, frozen=True):
    """`coefficient` is how much the value counts, `weighting` how important the group says that it is."""

    value: Value
    coefficient: int
    weighting: Figure


def linked_values(instrument: Instrument, question: Question, weightings: Mapping[ValueId, Figure]) -> list[Linked]:
    """Those that count, in the model's order."""
    return [
        Linked(value=value, coefficient=question.links[value.id], weighting=weightings.get(value.id))
        for value in instrument.values
        if question.links.get(value.id)
    ]
