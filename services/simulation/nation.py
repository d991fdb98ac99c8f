"""A simulated country's snapshots. The same seed and size give the same country, whatever the machine and the day."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Final

import msgspec

from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.snapshot import Contributor, Part, Snapshot, Values
from domain.national.variables import VARIABLES, VariableId
from domain.themes import Theme
from infra.municipalities import municipalities
from services.simulation.habits import USUAL, Habits
from services.simulation.numbers import UNITS, Answers, Course, Level, levels, shared_deviations
from services.simulation.places import simulated_places
from services.simulation.uptake import beginnings, is_summer, sharing

EVERYBODY: Final = len(municipalities())

FIRST: Final = Quarter(2026, 1)

_OFTEN = (14, 16, 12, 5, 6, 10, 6, 9, 10, 6, 4, 8)
THEMES: Final[Mapping[Theme, int]] = dict(zip(Theme, _OFTEN, strict=True))
"""How many collaborations are about each, of about a hundred."""


class Nation(msgspec.Struct, frozen=True, kw_only=True):
    """`since` says how many quarters of uptake lie before `first`."""

    seed: int = 1
    municipalities: int = EVERYBODY
    first: Quarter = FIRST
    since: int = 0
    habits: Habits = USUAL

    def snapshots(self, quarters: int) -> Iterator[Snapshot]:
        """One after the other, so that nobody need keep them all."""
        country = levels(self.seed)
        places = simulated_places(self.seed, self.municipalities, self.habits)
        lives = [_Life(self, number, place, country) for number, place in places.items()]
        for later in range(quarters):
            contributing = (life.contributed(self.since + later) for life in lives)
            yield Snapshot(self.first.later(later), tuple(one for one in contributing if one), simulated=True)


class _Collaboration(msgspec.Struct, frozen=True):
    """`begins` is counted from when its municipality has joined."""

    theme: Theme
    begins: int
    course: Course


class _Life:
    """One municipality's, to be asked for in the order of quarters."""

    def __init__(self, nation: Nation, number: str, place: Place, country: Mapping[VariableId, Level]) -> None:
        if place.population is None:
            raise ValueError(number)
        self._number, self._place, self._habits = number, place, nation.habits
        self._draw = Random(f"{nation.seed} {number}")  # noqa: S311 (repeatable, not secret)
        self._shared = shared_deviations(self._drawing(nation, "shared"), nation.habits)
        self._sharing = sharing(self._drawing(nation, "sharing"), place.population, nation.habits)
        self._quarter = 0
        self._joined: int | None = None
        self._collaborations = [
            self._collaboration(self._drawing(nation, str(one)), begins, country)
            for one, begins in enumerate(beginnings(self._draw, place.population))
        ]

    def _drawing(self, nation: Nation, what: str) -> Random:
        """Of its own, so that a draw more in one place moves nothing in another."""
        return Random(f"{nation.seed} {self._number} {what}")  # noqa: S311 (repeatable, not secret)

    def _collaboration(self, draw: Random, begins: int, country: Mapping[VariableId, Level]) -> _Collaboration:
        (theme,) = draw.choices(tuple(THEMES), tuple(THEMES.values()))
        return _Collaboration(theme, begins, Course(draw, country, self._habits))

    def contributed(self, quarter: int) -> Contributor | None:
        shares = False
        while self._quarter <= quarter:
            shares = next(self._sharing)
            if shares and self._joined is None:
                self._joined = self._quarter
            self._quarter += 1
        if self._joined is None:
            return None
        measured = self._measured(quarter, quarter - self._joined)
        return _contributor(self._number, self._place, measured) if shares and measured else None

    def _measured(self, quarter: int, since: int) -> Sequence[tuple[Theme, Answers]]:
        """By every collaboration that is under way and does not sit out, whether or not its municipality shares."""
        shared = next(self._shared)
        habits, found = self._habits, []
        sitting_out = habits.sitting_out_in_summer if is_summer(quarter) else habits.sitting_out
        for one in self._collaborations:
            if one.begins <= since:
                answers = one.course.answered(quarter, shared)
                if self._draw.random() >= sitting_out:
                    found.append((one.theme, answers))
        return found


def _contributor(number: str, place: Place, measured: Sequence[tuple[Theme, Answers]]) -> Contributor:
    by_theme: dict[str, list[Answers]] = {}
    for theme, answers in measured:
        by_theme.setdefault(theme.value, []).append(answers)
    values = _means([answers for _, answers in measured])
    parts = {
        theme: Part(len(of_theme), values if len(by_theme) == 1 else _means(of_theme))
        for theme, of_theme in sorted(by_theme.items())
    }
    return Contributor(number=number, place=place, collaborations=len(measured), values=values, themes=parts)


def _means(measured: Sequence[Answers]) -> Values:
    found: dict[VariableId, Fraction] = {}
    for variable in VARIABLES:
        counted = [answers[variable.id] for answers in measured if variable.id in answers]
        if counted:
            found[variable.id] = Fraction(sum(counted), len(counted) * UNITS[variable.id])
    return found
