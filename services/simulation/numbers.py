"""What a simulated collaboration answers, quarter by quarter.

A variable is the country's level and its slow drift, and two deviations that persist, one of the municipality and one
of the collaboration, each a first-order autoregression in its stationary state.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp, sqrt
from random import Random
from typing import Final

import msgspec

from domain.national.variables import VARIABLES, Topic, Variable, VariableId
from services.simulation.habits import Habits

Answers = Mapping[VariableId, int]
"""Of one measurement, in units of `UNITS`. What was left out is absent."""

ACTIONS: Final = (4, 6, 8, 12)
"""How many a collaboration has."""

PARTS: Final = 24
"""All of `ACTIONS` divide it, so that shares of actions add up in whole numbers."""

_UNITS: Final = {Topic.SCORE: 8, Topic.WEIGHTING: 2, Topic.THICKNESS: 1}

UNITS: Final[Mapping[VariableId, int]] = {one.id: _UNITS.get(one.topic, PARTS) for one in VARIABLES}
"""So many to each 1: a score is the mean of about eight answers, a weighting of two. Source: the instrument, about."""


_MOST: Final = {one.id: UNITS[one.id] * int(one.span) for one in VARIABLES}


class Level(msgspec.Struct, frozen=True):
    """In parts of the variable's span; of a share, in the logarithm of its odds. `drift` is for each quarter."""

    start: float
    drift: float


OWN_SPREAD: Final = 0.09
SHARED_SPREAD: Final = 0.08
"""Standard deviations of a collaboration and of a municipality, in parts of the span."""

ODDS_SPREAD: Final = 0.6
"""Standard deviation of a share's logarithmic odds, of a collaboration and of a municipality."""

_STARTS = {Topic.SCORE: (0.45, 0.62), Topic.WEIGHTING: (0.62, 0.82), Topic.THICKNESS: (0.42, 0.5)}
_DRIFTS = {Topic.SCORE: (-0.001, 0.004), Topic.WEIGHTING: (-0.001, 0.001), Topic.THICKNESS: (0.0, 0.002)}
_SHARES: Final = (Topic.ACTIONS_BY_FIELD, Topic.ACTIONS_BY_CELL, Topic.ACTIONS_BY_STATUS)

_MEASURED = tuple(one for one in VARIABLES if not one.share)
_SHARED = {topic: tuple(one for one in VARIABLES if one.topic is topic) for topic in _SHARES}


def levels(seed: int) -> Mapping[VariableId, Level]:
    """The country's. Scores move by some hundredths of a point a quarter, most of them upwards."""
    draw = Random(f"{seed} levels")  # noqa: S311 (repeatable, not secret)
    return {one.id: _level(one, draw) for one in VARIABLES}


def _level(variable: Variable, draw: Random) -> Level:
    if variable.share:
        return Level(draw.uniform(-0.6, 0.6), draw.uniform(-0.02, 0.02))
    return Level(draw.uniform(*_STARTS[variable.topic]), draw.uniform(*_DRIFTS[variable.topic]))


def deviations(draw: Random, spread: float, number: int, correlation: float) -> Iterator[Sequence[float]]:
    """So many that do not know of each other, in the stationary state from the first quarter on, without end."""
    fresh = spread * sqrt(1 - correlation * correlation)
    now = [draw.gauss(0, spread) for _ in range(number)]
    while True:
        yield now
        now = [correlation * one + draw.gauss(0, fresh) for one in now]


class Course:
    """Of one collaboration: what persists of it besides its deviations."""

    def __init__(self, draw: Random, country: Mapping[VariableId, Level], habits: Habits) -> None:
        self._draw, self._country, self._habits = draw, country, habits
        self._actions = 0 if draw.random() < habits.without_actions else draw.choice(ACTIONS)
        self._placed = draw.random() >= habits.unplaced
        self._never = frozenset(one.id for one in _MEASURED if draw.random() < habits.left_out_for_good)
        self._own = own_deviations(draw, habits)

    def answered(self, quarter: int, shared: Sequence[float]) -> Answers:
        """`shared` are its municipality's deviations, in the order of `VARIABLES`. To be asked for every quarter."""
        own = next(self._own)
        at = {
            one.id: self._country[one.id].start + quarter * self._country[one.id].drift + mine + ours
            for one, mine, ours in zip(VARIABLES, own, shared, strict=True)
        }
        found = {one.id: _counted(one, at[one.id]) for one in _MEASURED if self._answers(one)}
        for topic, of_topic in _SHARED.items():
            if self._actions and (self._placed or topic is not Topic.ACTIONS_BY_CELL):
                found.update(self._dealt(of_topic, at))
        return found

    def _answers(self, variable: Variable) -> bool:
        return self._draw.random() >= self._habits.left_out and variable.id not in self._never

    def _dealt(self, variables: Sequence[Variable], odds: Mapping[VariableId, float]) -> Answers:
        """Whole actions by largest remainder."""
        weights = [exp(odds[one.id]) for one in variables]
        wanted = [self._actions * weight / sum(weights) for weight in weights]
        dealt = [int(one) for one in wanted]
        by_remainder = sorted(range(len(wanted)), key=lambda place: dealt[place] - wanted[place])
        for place in by_remainder[: self._actions - sum(dealt)]:
            dealt[place] += 1
        unit = PARTS // self._actions
        return {one.id: unit * number for one, number in zip(variables, dealt, strict=True)}


def own_deviations(draw: Random, habits: Habits) -> Iterator[Sequence[float]]:
    """In the order of `VARIABLES`."""
    return _both(draw, OWN_SPREAD, habits)


def shared_deviations(draw: Random, habits: Habits) -> Iterator[Sequence[float]]:
    return _both(draw, SHARED_SPREAD, habits)


def _both(draw: Random, spread: float, habits: Habits) -> Iterator[Sequence[float]]:
    measured = deviations(draw, spread, len(_MEASURED), habits.correlation)
    shares = deviations(draw, ODDS_SPREAD, len(VARIABLES) - len(_MEASURED), habits.correlation)
    for of_measured, of_shares in zip(measured, shares, strict=True):
        yield (*of_measured, *of_shares)


def _counted(variable: Variable, at: float) -> int:
    return round(min(max(at, 0.0), 1.0) * _MOST[variable.id])
