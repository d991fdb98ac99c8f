"""Where a municipality's own number lies against the middle half of the country's, as these were published.

Nothing is asked here but the release and the municipality's own number, so the answer tells nothing that it did not
know. Source: the rules of disclosure control, "What a municipality sees".
"""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import msgspec

from domain.national.release import Figure
from domain.national.rounding import rounded
from domain.national.variables import Variable

PARTS: Final = 20
"""Of a scale: the middle half is told in steps of 0.5 from 0 to 10, of 5 from 0 to 100, of five per cent of actions."""

PER_CENT: Final = Decimal("0.01")


class Position(StrEnum):
    """None is better than another."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


class MiddleHalf(msgspec.Struct, frozen=True):
    """From the lower quartile to the upper one, both rounded to the scale's step."""

    lower: Decimal
    upper: Decimal


def step_of(variable: Variable) -> Decimal:
    return Decimal(int(variable.upper)) / PARTS


def coarse(stored: Decimal, variable: Variable) -> Decimal:
    """A published number by the scale's step, half away from zero."""
    return rounded(Fraction(stored), step_of(variable))


class Placed(msgspec.Struct, frozen=True):
    """`own` as pages tell it, none where there is no number; `middle` and `median` none where they are withheld."""

    own: Decimal | None
    middle: MiddleHalf | None
    median: Decimal | None

    @property
    def position(self) -> Position | None:
        return None if self.own is None or self.middle is None else position(self.own, self.middle)


def placed(own: Fraction | None, figure: Figure, variable: Variable) -> Placed:
    """`figure` is the country's of this variable. No other municipality's number is asked for here, nor its absence."""
    return Placed(
        own=None if own is None else as_told(own, variable),
        middle=middle_half(figure, variable),
        median=None if figure.median is None else coarse(figure.median, variable),
    )


def middle_half(figure: Figure, variable: Variable) -> MiddleHalf | None:
    """`None` where a quartile is withheld: half a band would be read as a whole one."""
    if figure.lower_quartile is None or figure.upper_quartile is None:
        return None
    return MiddleHalf(coarse(figure.lower_quartile, variable), coarse(figure.upper_quartile, variable))


def as_told(own: Fraction, variable: Variable) -> Decimal:
    """With the decimals that pages have. What is compared is this number, so that whoever reads it can check."""
    return rounded(own, PER_CENT if variable.share else variable.step)


def position(own: Decimal, middle: MiddleHalf) -> Position:
    """A number at an end is within."""
    if own < middle.lower:
        return Position.BELOW
    return Position.ABOVE if own > middle.upper else Position.WITHIN
