"""One variable, whole: a group's numbers over quarters, their spread in one release, and those of all groups in it."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from domain.national.groups import COUNTRY, GroupId, GroupKind, kind_of
from domain.national.release import Coverage, Figure
from domain.national.variables import Variable
from services.reports.national_figures.naming import name_of
from services.reports.national_figures.over_quarters import OverQuarters, Told
from services.reports.national_figures.spread_rows import Row, SpreadRows
from services.reports.national_figures.tile_map import PLACES, Tile, TileMap
from services.reports.national_tables.cube import groups
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import NOBODY_TOLD
from services.reports.national_tables.words import Words


class Line(msgspec.Struct, frozen=True):
    """A row of a table. `name` is a group's; its `coverage` is of all variables together."""

    group: GroupId
    name: str
    figure: Figure
    coverage: Coverage


class QuarterLine(msgspec.Struct, frozen=True):
    """A row of the table of a series. `name` is a quarter's."""

    issue: Issue
    name: str
    figure: Figure


class Kind(msgspec.Struct, frozen=True):
    """All groups of one kind, in the order of pages and files: by number, size or list, and never by their figures."""

    kind: GroupKind
    title: str
    lines: tuple[Line, ...]
    drawn: SpreadRows


def over_time(issues: Sequence[Issue], variable: Variable, group: GroupId, words: Words) -> OverQuarters:
    """`issues` are one of each quarter, the oldest first."""
    return OverQuarters(
        id="over-quarters",
        title=words.t("national-figure.series.title", name=name_of(variable.id, words), group=words.group(group)),
        variable=variable,
        told=tuple(Told(one.quarter, one.version, one.release.figure(group, variable.id)) for one in issues),
    )


def quarter_lines(issues: Sequence[Issue], variable: Variable, group: GroupId, words: Words) -> Sequence[QuarterLine]:
    """The newest first: that is the one that is asked for most."""
    return [
        QuarterLine(one, words.quarter(one.quarter), one.release.figure(group, variable.id)) for one in reversed(issues)
    ]


def spread_of(issue: Issue, variable: Variable, group: GroupId, words: Words) -> SpreadRows:
    name = words.group(group)
    return SpreadRows(
        id="spread",
        title=words.t("national-figure.spread.title", name=name_of(variable.id, words), group=name),
        variable=variable,
        rows=(Row(name, issue.release.figure(group, variable.id)),),
    )


def line_of(issue: Issue, variable: Variable, group: GroupId, words: Words) -> Line:
    release = issue.release
    return Line(group, words.group(group), release.figure(group, variable.id), release.coverage.get(group, NOBODY_TOLD))


def kinds(issue: Issue, variable: Variable, words: Words, of: Iterable[Issue] = ()) -> Sequence[Kind]:
    """All but the country. `of` are releases whose groups have a place, too, where this one does not have them."""
    every = groups([issue, *of])
    found = []
    for kind in GroupKind:
        lines = tuple(line_of(issue, variable, one, words) for one in every if kind_of(one) is kind)
        if kind is not GroupKind.COUNTRY and lines:
            found.append(_kind(kind, lines, variable, words))
    return found


def _kind(kind: GroupKind, lines: tuple[Line, ...], variable: Variable, words: Words) -> Kind:
    title = words.t(f"national-figure.kind.{kind}")
    drawn = SpreadRows(
        id=f"spread-{kind}",
        title=words.t("national-figure.spread.title", name=name_of(variable.id, words), group=title),
        variable=variable,
        rows=tuple(Row(line.name, line.figure) for line in lines),
    )
    return Kind(kind, title, lines, drawn)


def county_map(issue: Issue, variable: Variable, words: Words, at: Callable[[GroupId], str]) -> TileMap:
    """`at` is where a county's figures are. Only counties that have a place: `PLACES` has all there are."""
    return TileMap(
        id="counties",
        title=words.t("national-figure.map.title", name=name_of(variable.id, words)),
        variable=variable,
        tiles=tuple(
            Tile(one, words.group(one), issue.release.figure(one, variable.id), at(one)) for one in sorted(PLACES)
        ),
    )


def county_lines(issue: Issue, variable: Variable, words: Words) -> Sequence[Line]:
    """The country first, and then as on the map."""
    return [line_of(issue, variable, one, words) for one in (COUNTRY, *sorted(PLACES))]
