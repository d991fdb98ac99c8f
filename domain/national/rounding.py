"""How a number is rounded once and for all, in the stored release. Source: R6."""

from decimal import Decimal
from fractions import Fraction
from math import floor

_HALF = Fraction(1, 2)


def rounded(value: Fraction, step: Decimal) -> Decimal:
    """To the nearest multiple of `step`, halves away from zero: decided on the exact number, never on a float."""
    steps = value / Fraction(step)
    nearest = floor(abs(steps) + _HALF)
    return step * (nearest if steps >= 0 else -nearest)


def half(step: Decimal) -> Fraction:
    """How far the exact number can be from the rounded one."""
    return Fraction(step) / 2
