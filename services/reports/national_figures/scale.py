"""The scale that a national figure lies on, and the fixed steps by which a map shades it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from domain.national.variables import Variable
from infra.translation.translator import Translator
from services.reports.national_figures.writing import said_range

SHADES: Final = 5
"""As many as are told apart in grey print. The number stands in each tile all the same."""


class Step(msgspec.Struct, frozen=True):
    """From `least` to `most`, both within it, as numbers are rounded when they are stored. `shade` is from 1."""

    shade: int
    least: Decimal
    most: Decimal

    def named(self, variable: Variable, t: Translator) -> str:
        return said_range(self.least, self.most, variable, t)


def steps(variable: Variable) -> Sequence[Step]:
    """Equal parts of the whole scale, whatever the numbers are: the same figure has the same shade in every release.

    What lies between two of them belongs to the upper one.
    """
    width = variable.span / SHADES
    ends = [_stored(variable.lower + place * width, variable.step) for place in range(SHADES + 1)]
    last = [end - variable.step for end in ends[1:-1]]
    return [
        Step(shade, least, most)
        for shade, (least, most) in enumerate(zip(ends[:-1], [*last, ends[-1]], strict=True), start=1)
    ]


def step_of(number: Decimal, variable: Variable) -> Step:
    """`number` is a mean, as it is stored."""
    return next(step for step in reversed(steps(variable)) if step.least <= number or step.shade == 1)


def marked(variable: Variable) -> Sequence[Decimal]:
    """Bottom, middle and top: what stands beside a scale. With as few decimals as they need."""
    return [_brief(variable.lower + variable.span * half / 2) for half in range(3)]


def _brief(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _stored(exact: Fraction, step: Decimal) -> Decimal:
    return step * int(exact / Fraction(step))
