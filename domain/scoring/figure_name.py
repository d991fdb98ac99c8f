"""What a figure is called in addresses: `score.communication`, `gap.5-2`."""

from enum import StrEnum
from typing import Self

import msgspec


class Kind(StrEnum):
    """What is figured out, and of what. Every figure of a `Profile` is one of these."""

    ANSWER = "answer"
    """Of a question: what the group agreed."""

    IMPORTANCE = "importance"
    """Of a question: its weighting `W_q`."""

    GAP = "gap"
    """Of a question: `G_q`."""

    PRIORITY = "priority"
    """Of a question: its place in the focus list, `G_q · W_q / 10`."""

    SCORE = "score"
    """Of a field: `S_f`."""

    WEIGHTING = "weighting"
    """Of a field: the mean of `W_q`."""

    VALUE = "value"
    """Of a value: its weighting `w_v`."""

    THICKNESS = "thickness"
    """Of the measurement."""


class FigureName(msgspec.Struct, frozen=True):
    """`of` is a question's, field's or value's id; empty for thickness."""

    kind: Kind
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind}.{self.of}" if self.of else str(self.kind)

    @classmethod
    def read(cls, written: str) -> Self | None:
        """What `str` wrote; `None` for anything else. Whether the instrument knows `of` is not asked here."""
        kind, _, of = written.partition(".")
        return cls(Kind(kind), of) if kind in set(Kind) and bool(of) != (kind == Kind.THICKNESS) else None
