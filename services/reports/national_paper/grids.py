"""The tables of the paper: each number with the place that it has in the files, and as it is written there."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from domain.ids import FieldId
from domain.national.groups import COUNTRY, GroupId, GroupKind, kind_of
from services.reports.national_figures.naming import unit_of
from services.reports.national_figures.writing import said, said_change
from services.reports.national_paper.content import NationalPaper
from services.reports.national_profile.profile import field_weightings
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import BY_ID, OF_COVERAGE, OF_FIGURE, Statistic, Table
from services.reports.national_tables.words import Words

STATISTICS: Final = tuple(OF_FIGURE)

ACROSS: Final[Sequence[Sequence[str]]] = (
    ("scores",),
    ("weightings", "thickness"),
    ("actions-by-field",),
    ("actions-by-cell", "actions-by-status"),
)
"""The tables of groups on paper: what stands beside each other in one of them."""


class Number(msgspec.Struct, frozen=True):
    """`address` is its place in the files: table, group, item, statistic, quarter. `written` may be the sign.

    What is in no file has no address.
    """

    address: str
    written: str
    below: str = ""
    """The address of a second number in the same cell, with `below_written`: the change under a mean."""
    below_written: str = ""


class Row(msgspec.Struct, frozen=True):
    name: str
    numbers: tuple[Number, ...]


class Grid(msgspec.Struct, frozen=True):
    """`head` names what the rows are. `kind` is its place in the style sheet.

    `unit` is empty where the numbers say it themselves.
    """

    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str
    kind: str


class Grids:
    """Of one paper, in the words of one language."""

    def __init__(self, paper: NationalPaper, words: Words) -> None:
        self._paper = paper
        self._words = words

    def country(self, table: str) -> Grid:
        """Every statistic of the whole country: a row for each thing that the table is about."""
        found = BY_ID[table]
        rows = (
            Row(name, tuple(self._number(self._paper.issue, found, COUNTRY, item, one) for one in STATISTICS))
            for item, name in self._items(found)
        )
        columns = tuple(self._words.t(f"national-paper.statistic.{one}") for one in STATISTICS)
        return self._grid(found, self._about(found), columns, rows, "country")

    def scores(self) -> Grid:
        """With the weighting that the spider's area shows. It follows from those of the values and is in no file."""
        whole = self.country("scores")
        weightings = field_weightings(self._paper.issue.release, COUNTRY, self._words.instrument)
        rows = (
            Row(row.name, (*row.numbers, self._weighting(weightings[FieldId(item)])))
            for row, item in zip(whole.rows, BY_ID["scores"].variables, strict=True)
        )
        columns = (*whole.columns, self._words.t("national-paper.statistic.weighting"))
        return msgspec.structs.replace(whole, columns=columns, rows=tuple(rows))

    def of_kind(self, kind: GroupKind, tables: Sequence[str]) -> Grid:
        """Means of all groups of a kind, with their change where anything has one: a row for each group."""
        chosen = [BY_ID[one] for one in tables]
        cells = [(table, item) for table in chosen for item, _ in self._items(table)]
        rows = (
            Row(self._words.group(group), tuple(self._mean(table, group, item) for table, item in cells))
            for group in self._paper.groups
            if kind_of(group) is kind
        )
        columns = tuple(self._heading(table, name) for table in chosen for _, name in self._items(table))
        head = self._words.t(f"national-paper.kind.{kind}.one")
        return self._grid(chosen[0], head, columns, rows, f"across-{len(columns)}", title=self._titles(chosen))

    def over_time(self, table: str) -> Grid:
        """The country's means, quarter by quarter."""
        found = BY_ID[table]
        rows = (
            Row(
                name,
                tuple(self._number(issue, found, COUNTRY, item, Statistic.MEAN) for issue in self._paper.series),
            )
            for item, name in self._items(found)
        )
        columns = tuple(str(issue.quarter) for issue in self._paper.series)
        return self._grid(found, self._about(found), columns, rows, "over-time")

    def coverage(self) -> Grid:
        """How many stand behind each group, in bands."""
        found = BY_ID["coverage"]
        rows = (
            Row(self._words.group(group), tuple(self._band(found, group, one) for one in OF_COVERAGE))
            for group in self._paper.groups
        )
        columns = tuple(self._words.t(f"national-paper.statistic.{one}") for one in OF_COVERAGE)
        return self._grid(found, self._words.axis("group"), columns, rows, "coverage")

    @property
    def has_changes(self) -> bool:
        """Whether the release has any change at all. The first one has none."""
        figures = self._paper.issue.release.figures.values()
        return any(one.change is not None for of_group in figures for one in of_group.values())

    def _items(self, table: Table) -> Iterator[tuple[str, str]]:
        for item in table.variables:
            yield item, self._words.code(table.item, item) if table.item else self._words.title(table)

    def _heading(self, table: Table, name: str) -> str:
        return self._words.t("national-paper.thickness") if table.item is None else name

    def _about(self, table: Table) -> str:
        return self._words.axis(table.item) if table.item else self._words.t("national-paper.figure")

    def _titles(self, tables: Sequence[Table]) -> str:
        return self._words.t(f"national-paper.across.{tables[0].id}")

    def _mean(self, table: Table, group: GroupId, item: str) -> Number:
        mean = self._number(self._paper.issue, table, group, item, Statistic.MEAN)
        if not self.has_changes:
            return mean
        change = self._number(self._paper.issue, table, group, item, Statistic.CHANGE)
        return msgspec.structs.replace(mean, below=change.address, below_written=change.written)

    def _number(self, issue: Issue, table: Table, group: GroupId, item: str, statistic: Statistic) -> Number:
        number, variable = table.number(issue.release, group, item, statistic), table.variables[item]
        written = (said_change if statistic is Statistic.CHANGE else said)(number, variable, self._words.t)
        return Number(_address(issue, table, group, item, statistic), written)

    def _weighting(self, weighting: Fraction | None) -> Number:
        return Number("", self._words.t.stored(None) if weighting is None else self._words.t.score(weighting))

    def _band(self, table: Table, group: GroupId, statistic: Statistic) -> Number:
        issue = self._paper.issue
        least = table.number(issue.release, group, "", statistic)
        written = self._words.t.stored(least) if least is None else self._words.t(f"national-paper.band.{least}")
        return Number(_address(issue, table, group, "", statistic), written)

    def _grid(
        self,
        table: Table,
        head: str,
        columns: tuple[str, ...],
        rows: Iterable[Row],
        kind: str,
        *,
        title: str = "",
    ) -> Grid:
        return Grid(
            title=title or self._words.title(table),
            head=head,
            columns=columns,
            rows=tuple(rows),
            unit=unit_of(next(iter(table.variables.values())), self._words) if table.variables else "",
            kind=kind,
        )


def _address(issue: Issue, table: Table, group: GroupId, item: str, statistic: Statistic) -> str:
    return "|".join((table.id, group, item, statistic, str(issue.quarter)))
