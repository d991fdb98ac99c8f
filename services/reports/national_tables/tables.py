"""Which tables there are, and where in a release the number of each of their cells stands.

A table is of one topic: groups of municipalities × what it is about × statistic × quarter.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from domain.national.groups import GroupId
from domain.national.release import Band, Coverage, Figure, Release
from domain.national.variables import VARIABLES, Topic, Variable, VariableId

GROUP: Final = "Group"
CONTENTS: Final = "ContentsCode"
"""As Statistics Norway calls the axis of what is measured: programs that read its tables look for this name."""

QUARTER: Final = "Quarter"
FIELD: Final = "Field"
VALUE: Final = "Value"
CELL: Final = "Cell"
"""Of the four-field matrix."""

STATUS: Final = "Status"


class Statistic(StrEnum):
    """What stands in a cell. The code stands in files and addresses, and keeps its meaning."""

    MEAN = "mean"
    MEDIAN = "median"
    LOWER_QUARTILE = "lower-quartile"
    UPPER_QUARTILE = "upper-quartile"
    CHANGE = "change"
    MUNICIPALITIES = "municipalities-from"
    COLLABORATIONS = "collaborations-from"
    """Of the last two, the lower end of the band: `20` says 20 to 49."""


OF_FIGURE: Final[Mapping[Statistic, Callable[[Figure], Decimal | None]]] = MappingProxyType(
    {
        Statistic.MEAN: lambda figure: figure.mean,
        Statistic.MEDIAN: lambda figure: figure.median,
        Statistic.LOWER_QUARTILE: lambda figure: figure.lower_quartile,
        Statistic.UPPER_QUARTILE: lambda figure: figure.upper_quartile,
        Statistic.CHANGE: lambda figure: figure.change,
    }
)

OF_COVERAGE: Final[Mapping[Statistic, Callable[[Coverage], Band | None]]] = MappingProxyType(
    {
        Statistic.MUNICIPALITIES: lambda coverage: coverage.municipalities,
        Statistic.COLLABORATIONS: lambda coverage: coverage.collaborations,
    }
)

NOBODY_TOLD: Final = Coverage()


class Table(msgspec.Struct, frozen=True):
    """`item` is the name of the axis of what it is about, where there is one; `variables` are by the codes on it.

    The table of coverage has no variables.
    """

    id: str
    statistics: tuple[Statistic, ...]
    variables: Mapping[str, Variable] = {}
    item: str | None = None

    @property
    def decimals(self) -> int:
        """As many as any of its numbers has."""
        return max((-int(one.step.as_tuple().exponent) for one in self.variables.values()), default=0)

    def number(self, release: Release, group: GroupId, item: str, statistic: Statistic) -> Decimal | None:
        """As it is stored; `None` where it is withheld, whatever the reason. `item` is empty where there is no axis."""
        if statistic in OF_COVERAGE:
            return _least(OF_COVERAGE[statistic](release.coverage.get(group, NOBODY_TOLD)))
        return OF_FIGURE[statistic](release.figure(group, self._variable(item)))

    def _variable(self, item: str) -> VariableId:
        return self.variables[item].id


def _least(band: Band | None) -> Decimal | None:
    """A band as a number: `5-9` in a spreadsheet would be the fifth of September."""
    return None if band is None else Decimal(band.rstrip("+").partition("-")[0])


def _table(name: str, topic: Topic, item: str | None) -> Table:
    of_topic = [one for one in VARIABLES if one.topic is topic]
    return Table(
        id=name,
        statistics=tuple(OF_FIGURE),
        variables={one.key if item else "": one for one in of_topic},
        item=item,
    )


TABLES: Final = (
    _table("scores", Topic.SCORE, FIELD),
    _table("weightings", Topic.WEIGHTING, VALUE),
    _table("thickness", Topic.THICKNESS, None),
    _table("actions-by-field", Topic.ACTIONS_BY_FIELD, FIELD),
    _table("actions-by-cell", Topic.ACTIONS_BY_CELL, CELL),
    _table("actions-by-status", Topic.ACTIONS_BY_STATUS, STATUS),
    Table(id="coverage", statistics=tuple(OF_COVERAGE)),
)

BY_ID: Final[Mapping[str, Table]] = MappingProxyType({table.id: table for table in TABLES})

TABLE_OF: Final[Mapping[VariableId, tuple[Table, str]]] = MappingProxyType(
    {variable.id: (table, item) for table in TABLES for item, variable in table.variables.items()}
)
"""Which table a variable stands in, and under which code."""
