"""Which quarters a simulated municipality shares in, and with how many collaborations."""

from collections.abc import Iterator
from itertools import count
from math import exp, log
from random import Random
from typing import Final

from domain.national.quarter import QUARTERS
from services.simulation.habits import Habits

SUMMER: Final = 3
"""The quarter with the holidays."""

MOST_COLLABORATIONS: Final = 30

COLLABORATIONS_AT_2K: Final = 1.6
"""On average, of a municipality with 2,000 inhabitants."""

GROWTH_WITH_SIZE: Final = 0.55
"""Of the number of collaborations: twice as many inhabitants have 1.5 times as many."""

COLLABORATIONS_SPREAD: Final = 0.45

QUARTERS_BETWEEN: Final = 2.0
"""On average, from one collaboration's first measurement to the next one's."""

_NEVER = 1_000_000


def sharing(draw: Random, population: int, habits: Habits) -> Iterator[bool]:
    """Per quarter since the first municipality could begin, without end: an S-shaped curve over the whole country."""
    joins, here = joining(draw, population, habits), True
    for quarter in count():
        if quarter < joins:
            yield False
            continue
        if draw.random() < (habits.leaving if here else habits.returning):
            here = not here
        pauses = draw.random() < (habits.pausing_in_summer if is_summer(quarter) else habits.pausing)
        yield here and not pauses


def is_summer(quarter: int) -> bool:
    """Counted from 0."""
    return quarter % QUARTERS == SUMMER - 1


def joining(draw: Random, population: int, habits: Habits) -> int:
    """The quarter, counted from 0."""
    chance, luck = draw.random(), draw.random()
    size = log(population / habits.median_size)
    if luck < habits.never * exp(-0.4 * size):
        return _NEVER
    late = habits.join_spread * log(max(chance, 1e-9) / (1 - chance))
    return max(0, round(habits.half_after + late - habits.larger_earlier * size))


def beginnings(draw: Random, population: int) -> list[int]:
    """When each collaboration measures first, in quarters after the municipality has joined. The first does at once."""
    expected = COLLABORATIONS_AT_2K * (population / 2_000) ** GROWTH_WITH_SIZE
    drawn = round(expected * exp(draw.gauss(0, COLLABORATIONS_SPREAD)))
    number = min(max(drawn, 1), MOST_COLLABORATIONS)
    begins, at = [0], 0.0
    for _ in range(number - 1):
        at += draw.expovariate(1 / QUARTERS_BETWEEN) * 6 / max(number, 6)
        begins.append(round(at))
    return begins
