"""A table's cells, all of them or some: the same however they are written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain, product
from math import prod
from typing import Final

import msgspec

from domain.national.groups import SIZES, GroupId, GroupKind, Place, group, groups_of, key_of, kind_of
from domain.themes import Theme
from infra.municipalities import municipalities
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import CONTENTS, GROUP, QUARTER, Statistic, Table

WITHHELD: Final = ":"
"""For every number that is not published, whatever the reason, in every file and every answer."""


class Axis(msgspec.Struct, frozen=True):
    """`codes` in their order."""

    name: str
    codes: tuple[str, ...]


class Cell(msgspec.Struct, frozen=True):
    """A number and where in its table it stands; `item` is empty where the table has no such axis.

    `number` is `None` where it is withheld.
    """

    group: GroupId
    item: str
    statistic: Statistic
    issue: Issue
    number: Decimal | None


class Cube(msgspec.Struct, frozen=True):
    """`issues` are the newest of their quarters, by the quarters' codes."""

    table: Table
    axes: tuple[Axis, ...]
    issues: Mapping[str, Issue]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return prod(len(axis.codes) for axis in self.axes)

    @property
    def shown(self) -> Sequence[Issue]:
        """Those whose quarters are in it."""
        return [self.issues[code] for code in self.axis(QUARTER).codes]

    def axis(self, name: str) -> Axis:
        return next(axis for axis in self.axes if axis.name == name)

    def cells(self) -> Iterator[Cell]:
        """The last axis changes first."""
        item = self.axis(self.table.item).codes if self.table.item else ("",)
        of = (self.axis(GROUP).codes, item, self.axis(CONTENTS).codes, self.shown)
        for one, about, statistic, issue in product(*of):
            number = self.table.number(issue.release, GroupId(one), about, Statistic(statistic))
            yield Cell(GroupId(one), about, Statistic(statistic), issue, number)


def cube(table: Table, issues: Sequence[Issue]) -> Cube:
    """All of a table. `issues` are one of each quarter, the oldest first."""
    item = (Axis(table.item, tuple(table.variables)),) if table.item else ()
    quarters = {str(issue.quarter): issue for issue in issues}
    return Cube(
        table=table,
        axes=(Axis(GROUP, groups(issues)), *item, Axis(CONTENTS, table.statistics), Axis(QUARTER, tuple(quarters))),
        issues=quarters,
    )


def narrowed(whole: Cube, chosen: Mapping[str, Iterable[str]]) -> Cube:
    """Of each axis that is named, the codes that are chosen, in the table's order."""
    wanted = {name: frozenset(codes) for name, codes in chosen.items()}
    axes = tuple(
        Axis(axis.name, tuple(code for code in axis.codes if code in wanted.get(axis.name, axis.codes)))
        for axis in whole.axes
    )
    return Cube(whole.table, axes, whole.issues)


def groups(issues: Iterable[Issue]) -> tuple[GroupId, ...]:
    """Every group that there could be a figure of: the same ones whoever took part, so that absence tells nothing.

    Which KOSTRA groups there are is nowhere but in what was imported: they are taken from the releases.
    """
    released = chain.from_iterable((*issue.release.figures, *issue.release.coverage) for issue in issues)
    return tuple(sorted(_fixed().union(released), key=_place))


@cache
def _fixed() -> frozenset[GroupId]:
    of_places = (groups_of(Place(county=one.number[:2])) for one in municipalities())
    sizes = (group(GroupKind.SIZE, size) for size in SIZES)
    themes = (group(GroupKind.THEME, theme) for theme in Theme)
    return frozenset((*chain.from_iterable(of_places), *sizes, *themes))


def _place(one: GroupId) -> tuple[int, int, str]:
    kind, key = kind_of(one), key_of(one)
    order = SIZES if kind is GroupKind.SIZE else tuple(Theme) if kind is GroupKind.THEME else ()
    return list(GroupKind).index(kind), order.index(key) if key in order else len(order), key
