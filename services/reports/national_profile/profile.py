"""All that a release says of one group, in the order of pages: every number as it is stored."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import msgspec

from domain.ids import FieldId, ValueId
from domain.instrument.model import Instrument
from domain.national.groups import GroupId
from domain.national.release import Coverage, Figure, Release
from domain.national.variables import VariableId
from domain.scoring.profile import field_figures
from services.reports.national_tables.tables import BY_ID, NOBODY_TOLD, Table
from services.reports.national_tables.words import Words


class Line(msgspec.Struct, frozen=True):
    """A variable of the group. `beside` is the same of the group that it is shown beside, where there is one.

    `weighting` is that of a field, 0 to 10; see `field_weightings`.
    """

    variable: VariableId
    code: str
    name: str
    figure: Figure
    beside: Figure | None = None
    weighting: Fraction | None = None


class NationalProfile(msgspec.Struct, frozen=True):
    """`lines` are by the ids of tables."""

    group: GroupId
    name: str
    coverage: Coverage
    lines: Mapping[str, tuple[Line, ...]]

    @property
    def has_nothing(self) -> bool:
        """Not one number of the group is published."""
        return all(line.figure.mean is None for lines in self.lines.values() for line in lines)

    @property
    def has_changes(self) -> bool:
        return any(line.figure.change is not None for lines in self.lines.values() for line in lines)


def national_profile(
    release: Release, group: GroupId, words: Words, *, beside: GroupId | None = None
) -> NationalProfile:
    return NationalProfile(
        group=group,
        name=words.group(group),
        coverage=release.coverage.get(group, NOBODY_TOLD),
        lines={
            table.id: tuple(_lines(table, release, group, words, beside)) for table in BY_ID.values() if table.variables
        },
    )


def _lines(table: Table, release: Release, group: GroupId, words: Words, beside: GroupId | None) -> Iterator[Line]:
    weightings = field_weightings(release, group, words.instrument) if table.id == "scores" else {}
    for code, variable in table.variables.items():
        yield Line(
            variable=variable.id,
            code=code,
            name=words.code(table.item, code) if table.item else words.title(table),
            figure=release.figure(group, variable.id),
            beside=release.figure(beside, variable.id) if beside else None,
            weighting=weightings.get(FieldId(code)),
        )


def field_weightings(release: Release, group: GroupId, instrument: Instrument) -> Mapping[FieldId, Fraction | None]:
    """How important each field is, by the group's four weightings of values as they are published.

    A release has no weighting of fields. A field's is a mean of those of the values that its questions are linked to,
    as it is for every measurement, so that it tells nothing beyond them; `None` where one of them is withheld. Here
    every question counts as relevant. Source: domain model, section 3.
    """
    values: dict[ValueId, Fraction | None] = {}
    for code, variable in BY_ID["weightings"].variables.items():
        values[ValueId(code)] = release.figure(group, variable.id).exact_mean
    return {field.id: field_figures(field, {}, values).weighting for field in instrument.fields}
