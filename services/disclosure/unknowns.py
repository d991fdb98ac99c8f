"""What a reader does not know of one quarter, as columns: every figure of a mean is a row over them. Source: A1, A2.

A column is a municipality's mean in one theme that there may be figures of, or in all its other themes together. Its
whole number is the mean of its columns, each weighing as many as it has collaborations there, which everybody knows.
Versions of the quarter share the columns of all that was not corrected.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from domain.national.differences import Members, municipality_of
from domain.national.groups import GroupId, GroupKind, key_of, kind_of
from domain.national.membership import WHOLE, Numbers, Presence, Standing
from domain.national.variables import Variable

Matrix = NDArray[np.float64]
Columns = NDArray[np.intp]

_EXACT = 1e-9

Cell = tuple[str, Members]
"""A theme, or `WHOLE`, and whose numbers of it."""


class Unknowns:
    """`columns` are names of numbers, with a theme or `WHOLE`; `own` the columns that each municipality knows."""

    def __init__(self, presences: Iterable[Presence], groups: Iterable[GroupId], apart: Members = frozenset()) -> None:
        """`apart` are those whose whole number is not the mean of its themes: not every collaboration has a number."""
        told = {key_of(one) for one in groups if kind_of(one) == GroupKind.THEME}
        self._parts: dict[str, Sequence[tuple[str, float]]] = {}
        columns: dict[tuple[str, str], None] = {}
        for one in chain.from_iterable(presences):
            parts = _parts(one, told)
            self._parts[one.name] = [(WHOLE, 1.0)] if one.name in apart else parts
            columns |= {(one.name, part): None for part, _ in (*self._parts[one.name], *parts)}
        self.columns = list(columns)
        self._places = {column: place for place, column in enumerate(self.columns)}
        own: dict[str, list[int]] = defaultdict(list)
        for place, (name, _) in enumerate(self.columns):
            own[municipality_of(name)].append(place)
        self.own: Mapping[str, Columns] = {one: np.array(places) for one, places in own.items()}

    def by_number_of_columns(self) -> Iterator[tuple[Sequence[str], Columns]]:
        """Municipalities that know equally many, and one row of columns for each."""
        for number in sorted({len(own) for own in self.own.values()}):
            alike = [one for one, own in self.own.items() if len(own) == number]
            yield alike, np.array([self.own[one] for one in alike])

    def row(self, cell: Cell) -> Matrix:
        """The mean's weights."""
        theme, members = cell
        found = np.zeros(len(self.columns))
        for name in members:
            for part, weight in self._parts[name] if theme == WHOLE else ((theme, 1.0),):
                found[self._places[name, part]] += weight / len(members)
        return found

    def rows(self, cells: Sequence[Cell]) -> Matrix:
        return np.array([self.row(cell) for cell in cells]).reshape(len(cells), len(self.columns))

    def targets(self) -> tuple[Matrix, Sequence[str]]:
        """What is to stay unknown, as rows: each column, and each whole number that is more than one. And whose."""
        wholes = [name for name, parts in self._parts.items() if len(parts) > 1]
        rows = np.vstack([np.eye(len(self.columns)), self.rows([(WHOLE, frozenset([name])) for name in wholes])])
        return rows, [municipality_of(name) for name, _ in self.columns] + [municipality_of(name) for name in wholes]

    def truth(self, numbers: Numbers) -> Matrix:
        """What stands in each column. `numbers` are of all names; a rest is what the whole leaves for it."""
        found = np.empty(len(self.columns))
        for place, (name, part) in enumerate(self.columns):
            if part != WHOLE or len(self._parts[name]) == 1:
                found[place] = numbers[name, part]
        for place, (name, part) in enumerate(self.columns):
            if part == WHOLE and len(self._parts[name]) > 1:
                known = sum(
                    weight * float(numbers[name, theme]) for theme, weight in self._parts[name] if theme != WHOLE
                )
                found[place] = (float(numbers[name, WHOLE]) - known) / dict(self._parts[name])[WHOLE]
        return found


def are_apart(
    presences: Iterable[Presence], groups: Iterable[GroupId], numbers: Numbers, variable: Variable
) -> Members:
    """Those whose whole number cannot be the mean of its columns: some collaboration has no number of the variable."""
    lower, upper = float(variable.lower), float(variable.upper)
    told = {key_of(one) for one in groups if kind_of(one) == GroupKind.THEME}
    found = set()
    for one in chain.from_iterable(presences):
        parts = _parts(one, told)
        known = sum(weight * float(numbers[one.name, theme]) for theme, weight in parts if theme != WHOLE)
        rest = dict(parts).get(WHOLE, 0.0)
        left = float(numbers[one.name, WHOLE]) - known
        if len(parts) > 1 or rest == 0.0:
            fits = abs(left) < _EXACT if rest == 0.0 else lower - _EXACT <= left / rest <= upper + _EXACT
            if not fits:
                found.add(one.name)
    return frozenset(found)


def _parts(one: Standing, told: set[str]) -> Sequence[tuple[str, float]]:
    found = [(theme, number / one.collaborations) for theme, number in one.themes if theme in told]
    rest = one.collaborations - sum(number for theme, number in one.themes if theme in told)
    if not found:
        return [(WHOLE, 1.0)]
    return [*found, (WHOLE, rest / one.collaborations)] if rest else found
