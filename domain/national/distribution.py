"""Mean, median and quartiles of municipalities' numbers, exactly.

A quartile that falls between two numbers lies on the line between them (method 7 of Hyndman and Fan, 1996), as in
Excel's QUARTILE.INC, R and NumPy.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction

LOWER = Fraction(1, 4)
MIDDLE = Fraction(1, 2)
UPPER = Fraction(3, 4)


def mean(values: Collection[Fraction]) -> Fraction:
    """Every municipality weighs the same."""
    return sum(values, Fraction(0)) / len(values)


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """`ordered` is sorted and not empty."""
    place = (len(ordered) - 1) * part
    below = int(place)
    if place == below:
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def places(number: int, part: Fraction) -> range:
    """Those of the sorted numbers, counted from 0, that the quantile is made of: one, or two neighbours."""
    place = (number - 1) * part
    below = int(place)
    return range(below, below + (1 if place == below else 2))
