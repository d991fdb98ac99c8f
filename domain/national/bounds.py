"""What bounded numbers give away: a mean near an end of the scale leaves its parts no room. Source: R3.

`room` is the closed form for the mean alone and for the mean together with median and quartiles (the latter *ours*).
Sort the n numbers. A published quantile pins the sorted numbers that it is made of to within half a step; sortedness
carries each pin on, upwards as a floor and downwards as a ceiling. An insider of value z stands at some place p
between its floor and its ceiling. The sum is known to within n half steps, so with everybody else at the floor the
highest of the others reaches its maximum, and with everybody else at the ceiling the lowest its minimum. The width
between these two is concave in z (the lesser of four lines, each with slope -1, 0 or 1), so that the worst z is an
end of the stretch of z that place p and the known sum leave possible: not the ends of the scale, which a mean may
exclude. The least width over all places is the room: a reader who does not know p knows no more.

A quantile between two neighbours is taken to pin both of them, which is a little more than it tells: the room comes
out too small, never too large.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, chain
from math import lcm

from domain.national.distribution import LOWER, MIDDLE, UPPER, places
from domain.national.release import Figure
from domain.national.rounding import half
from domain.national.ruleset import RuleSet
from domain.national.variables import Variable

Ends = tuple[Fraction, Fraction]
"""Between which an exact mean is known to lie."""


def has_room(  # noqa: PLR0917 -- a figure, of whom, by which rules
    figure: Figure,
    number: int,
    variable: Variable,
    rules: RuleSet,
    noise: Fraction = Fraction(0),
    ends: Ends | None = None,
) -> bool:
    """Whether the worst insider still knows nobody's number too well, and nobody knows too well what half of them are.

    `noise` is how far it can have moved the mean; `ends` are given where more is known of it than that it was rounded.
    """
    if room(figure, number, variable, noise, ends) < rules.narrowest * variable.span:
        return False
    return all(width >= rules.narrowest_half * variable.span for width in _halves(figure, variable))


def room(
    figure: Figure, number: int, variable: Variable, noise: Fraction = Fraction(0), ends: Ends | None = None
) -> Fraction:
    """The narrowest interval that the worst insider has for any other: its width on the variable's own scale.

    `figure` has a mean, or else `ends` are given, of `number` municipalities; with fewer than two others there is
    nothing left to hide among.
    """
    known = ends or _ends_of_rounded(figure, variable, noise)
    if number <= 2 or known is None:  # noqa: PLR2004 -- an insider and one other: what is left is its number
        return Fraction(0)
    pins = _pins(figure, number, variable)
    sums = [number * end for end in known]
    exact = [variable.lower, variable.upper, *sums, *chain.from_iterable((low, high) for _, low, high in pins)]
    unit = lcm(*(one.denominator for one in exact))
    low, high = (int(one * unit) for one in sums)
    floors, ceilings = _envelopes(pins, number, variable, unit)
    return Fraction(max(0, min(_widths(floors, ceilings, low, high), default=0)), unit)


def _ends_of_rounded(figure: Figure, variable: Variable, noise: Fraction) -> Ends | None:
    if figure.mean is None:
        return None
    slack = half(variable.step) + noise
    return Fraction(figure.mean) - slack, Fraction(figure.mean) + slack


def _widths(floors: Sequence[int], ceilings: Sequence[int], low: int, high: int) -> Iterator[int]:
    """For each place of an insider, and each end of what it can know of itself there. Places alike are taken once."""
    all_floors, all_ceilings = sum(floors), sum(ceilings)
    last = len(floors) - 1
    seen = set()
    for place, (floor, ceiling) in enumerate(zip(floors, ceilings, strict=True)):
        lowest, highest = (1 if place == 0 else 0), (last - 1 if place == last else last)
        alike = (floor, ceiling, lowest, highest)
        if alike in seen:
            continue
        seen.add(alike)
        floor_of_others = all_floors - floor
        ceiling_of_others = all_ceilings - ceiling
        least, most = max(floor, low - ceiling_of_others), min(ceiling, high - floor_of_others)
        if least > most:
            continue
        for own in (least, most):
            up = min(ceilings[highest], high - own - (floor_of_others - floors[highest]))
            down = max(floors[lowest], low - own - (ceiling_of_others - ceilings[lowest]))
            yield up - down


def _pins(figure: Figure, number: int, variable: Variable) -> Sequence[tuple[int, Fraction, Fraction]]:
    """Places of which a quantile is made, each with the least and the most that may stand there."""
    slack = half(variable.step)
    return [
        (place, Fraction(published) - slack, Fraction(published) + slack)
        for part, published in _quantiles(figure)
        for place in places(number, part)
    ]


def _envelopes(
    pins: Iterable[tuple[int, Fraction, Fraction]], number: int, variable: Variable, unit: int
) -> tuple[Sequence[int], Sequence[int]]:
    """The floor and the ceiling of each of the sorted numbers, so many to the unit that all are whole."""
    floors, ceilings = [int(variable.lower * unit)] * number, [int(variable.upper * unit)] * number
    for place, low, high in pins:
        floors[place] = max(floors[place], int(low * unit))
        ceilings[place] = min(ceilings[place], int(high * unit))
    return list(accumulate(floors, max)), list(accumulate(reversed(ceilings), min))[::-1]


def _quantiles(figure: Figure) -> Iterator[tuple[Fraction, Decimal]]:
    for part, published in (
        (LOWER, figure.lower_quartile),
        (MIDDLE, figure.median),
        (UPPER, figure.upper_quartile),
    ):
        if published is not None:
            yield part, published


def _halves(figure: Figure, variable: Variable) -> Iterator[Fraction]:
    """How wide each half of the municipalities is seen to spread: below the median, above it, between the quartiles."""
    if figure.median is not None:
        yield Fraction(figure.median) - variable.lower
        yield variable.upper - Fraction(figure.median)
    if figure.lower_quartile is not None and figure.upper_quartile is not None:
        yield Fraction(figure.upper_quartile) - Fraction(figure.lower_quartile)
