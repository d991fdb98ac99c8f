"""What tables, axes and codes are called in a reader's language, and what is to be known about the numbers."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.instrument.model import Instrument, worded
from domain.national.groups import GroupId, GroupKind, key_of, kind_of
from domain.national.quarter import Quarter
from infra.municipalities import municipalities
from infra.translation.translator import Translator
from services.reports.national_tables import tables
from services.reports.national_tables.cube import Cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import Table

TOGETHER: Final = frozenset({"county:32", "kostra:12", "kostra:14"})
"""Groups that hold another one too, and so have names of their own."""

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Creative Commons Attribution 4.0."""

PUBLISHER: Final = "KS"


class Words:
    """`instrument` names fields and values: that is its own wording, and no interface text."""

    def __init__(self, t: Translator, instrument: Instrument) -> None:
        self.t, self.instrument = t, instrument
        self._names: Mapping[str, Mapping[str, str]] = {
            tables.FIELD: {one.id: worded(one.name, t.language)[0] for one in instrument.fields},
            tables.VALUE: {one.id: worded(one.name, t.language)[0] for one in instrument.values},
        }

    def title(self, table: Table) -> str:
        return self.t(f"national-table.title.{table.id}")

    def axis(self, name: str) -> str:
        return self.t(f"national-table.axis.{name.lower()}")

    def code(self, axis: str, code: str) -> str:
        match axis:
            case tables.GROUP:
                return self.group(GroupId(code))
            case tables.CONTENTS:
                return self.t(f"national-table.statistic.{code}")
            case tables.QUARTER:
                return self.quarter(Quarter.read(code))
            case tables.CELL:
                return self.t(f"cell.{code}")
            case tables.STATUS:
                return self.t(f"action-status.{code}")
            case _:
                return self._names[axis][code]

    def quarter(self, quarter: Quarter) -> str:
        return self.t("national-table.quarter", number=quarter.number, year=str(quarter.year))

    def group(self, one: GroupId) -> str:
        if one in TOGETHER:
            return self.t(f"national-table.group.{one.replace(':', '-')}")
        key = key_of(one)
        match kind_of(one):
            case GroupKind.COUNTRY:
                return self.t("national-table.group.country")
            case GroupKind.COUNTY:
                return _counties().get(key) or self.t("national-table.group.county", number=key)
            case GroupKind.SIZE:
                return self.t(f"national-table.size.{key}")
            case GroupKind.KOSTRA:
                return self.t("national-table.group.kostra", number=key.lstrip("0"))
            case GroupKind.THEME:
                return self.t(f"theme.{key}")

    def unit(self, table: Table) -> str:
        return self.t(f"national-table.unit.{table.id}")

    def notes(self, cube: Cube) -> Sequence[str]:
        """Of a table as a whole; what holds for some quarters only stands at those, too."""
        if cube.table.variables:
            told = [self.withheld, self.t("national-table.note.equal"), self.t("national-table.note.change")]
        else:
            told = [self.withheld, self.t("national-table.note.bands")]
        if any(issue.release.simulated for issue in cube.shown):
            told.insert(0, self.simulated)
        return told

    @property
    def withheld(self) -> str:
        return self.t("national-table.note.withheld")

    @property
    def simulated(self) -> str:
        return self.t("national-table.note.simulated")

    def of_issue(self, issue: Issue) -> Sequence[str]:
        """Which release a quarter's numbers are from."""
        release = issue.release
        made = self.t(
            "national-table.note.release",
            version=release.version,
            rules=release.ruleset,
            day=self.t.day(issue.published_at),
        )
        return [self.simulated, made] if release.simulated else [made]


def _counties() -> Mapping[str, str]:
    return {one.number[:2]: one.county for one in municipalities()}
