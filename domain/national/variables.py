"""What is released of a group of municipalities: each variable is a mean of one number per municipality.

Source: domain model, section 7.
"""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NewType

import msgspec

from domain.instrument.check import FIELDS, VALUES

VariableId = NewType("VariableId", str)
"""Topic, colon, key: `score:equality`, `weighting:openness`, `thickness:all`, `actions-by-field:equality`."""


class Topic(StrEnum):
    SCORE = "score"
    """`S_f` of a field, 0 to 10."""

    WEIGHTING = "weighting"
    """`w_v` of a value, 0 to 10."""

    THICKNESS = "thickness"
    """0 to 100."""

    ACTIONS_BY_FIELD = "actions-by-field"
    ACTIONS_BY_CELL = "actions-by-cell"
    ACTIONS_BY_STATUS = "actions-by-status"
    """The three: which part of a municipality's actions, 0 to 1."""


CELLS = ("known_more", "known_less", "new_more", "new_less")
"""Of the four-field matrix. Actions that nobody has placed are left out."""

STATUSES = ("suggested", "agreed", "started", "done", "dropped")


class Variable(msgspec.Struct, frozen=True):
    """A municipality's number lies from `lower` to `upper`; what is released of it is rounded to `step`.

    `share` says that it is a part of actions, for which the thresholds are higher. Source: R6.
    """

    id: VariableId
    topic: Topic
    key: str
    lower: Fraction
    upper: Fraction
    step: Decimal
    share: bool = False

    @property
    def span(self) -> Fraction:
        return self.upper - self.lower


def _variable(topic: Topic, key: str, upper: int, step: str) -> Variable:
    return Variable(
        id=VariableId(f"{topic}:{key}"),
        topic=topic,
        key=key,
        lower=Fraction(0),
        upper=Fraction(upper),
        step=Decimal(step),
        share=topic in {Topic.ACTIONS_BY_FIELD, Topic.ACTIONS_BY_CELL, Topic.ACTIONS_BY_STATUS},
    )


VARIABLES = (
    *(_variable(Topic.SCORE, field, 10, "0.1") for field in FIELDS),
    *(_variable(Topic.WEIGHTING, value, 10, "0.1") for value in VALUES),
    _variable(Topic.THICKNESS, "all", 100, "1"),
    *(_variable(Topic.ACTIONS_BY_FIELD, field, 1, "0.05") for field in FIELDS),
    *(_variable(Topic.ACTIONS_BY_CELL, cell, 1, "0.05") for cell in CELLS),
    *(_variable(Topic.ACTIONS_BY_STATUS, status, 1, "0.05") for status in STATUSES),
)
"""In the order of pages and files."""

BY_ID = {variable.id: variable for variable in VARIABLES}
