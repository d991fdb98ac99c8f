"""The columns of files: what each is called, and what a line of it says.

A column's heading is `national-table.column.<key>`, and what it means `national-table.column.<key>.help`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.reports.national_tables.cube import Cell, Cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import CONTENTS, GROUP
from services.reports.national_tables.words import Words

Written = str | int | Decimal | None
"""`None` is a number that is withheld."""

OF_TABLE: Final = ("table", "table-name")
OF_PLACE: Final = ("quarter", "group-code", "group", "item-code", "item")
OF_NUMBER: Final = ("statistic-code", "statistic", "value", "unit")
OF_ISSUE: Final = ("version", "rule-set", "simulated")

OF_CELL: Final = (*OF_TABLE, *OF_PLACE, *OF_NUMBER, *OF_ISSUE)
"""Of a line for each cell."""


class Lines:
    """Of one table. What is looked up by a code is looked up once."""

    def __init__(self, cube: Cube, words: Words) -> None:
        self._cube = cube
        self._words = words
        self._names: Mapping[str, Mapping[str, str]] = {
            axis.name: {code: words.code(axis.name, code) for code in axis.codes} for axis in cube.axes
        }
        self._title = words.title(cube.table)
        self._unit = words.unit(cube.table)
        self._told = {simulated: words.t(f"national-table.simulated.{_yes(simulated)}") for simulated in (True, False)}

    def of_cell(self, cell: Cell) -> tuple[Written, ...]:
        return (
            self._cube.table.id,
            self._title,
            *self.of_place(cell),
            cell.statistic.value,
            self._names[CONTENTS][cell.statistic],
            cell.number,
            self._unit,
            *self.of_issue(cell.issue),
        )

    def of_place(self, cell: Cell) -> tuple[Written, ...]:
        item = self._names[self._cube.table.item][cell.item] if self._cube.table.item else ""
        return str(cell.issue.quarter), cell.group, self._names[GROUP][cell.group], cell.item, item

    def of_issue(self, issue: Issue) -> tuple[Written, ...]:
        return issue.version, issue.release.ruleset, self._told[issue.release.simulated]


def _yes(simulated: bool) -> str:  # noqa: FBT001 -- what is asked about
    return "yes" if simulated else "no"
