"""A municipality's own numbers through several releases, each beside the band of its own quarter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from domain.national.quarter import Quarter
from domain.national.variables import Variable
from services.application.national.own_view import OwnQuarter
from services.reports.bands import Row
from services.reports.bands_over_time import BandsOverTime, Turn
from services.reports.national_figures.scale import marked
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import TABLES, Table
from services.reports.national_tables.words import Words
from services.web.presenting.nation import Beside, band_in_words, has_series, row, said
from services.web.presenting.sharing import NONE, named, written

FEWEST: Final = 2
"""Quarters that make a series."""


NO_RELEASE: Final = Row(name="", own=None, written="", band=None, median=None, said="")


class Cell(msgspec.Struct, frozen=True):
    own: str
    said: str
    band: str


class OverTime(msgspec.Struct, frozen=True):
    """Numbers of one kind: a drawing for each, and the same in a table of a row for each and a column per quarter."""

    id: str
    title: str
    quarters: Sequence[str]
    drawn: Sequence[BandsOverTime]
    rows: Mapping[str, Sequence[Cell]]


def over_time(own: Mapping[Quarter, OwnQuarter], issues: Sequence[Issue], words: Words) -> Sequence[OverTime]:
    """`issues` are the oldest first, of one version each. Nothing where we have numbers in fewer than two of them."""
    if sum(bool(_beside(own, issue).values) for issue in issues) < FEWEST:
        return []
    return [_over_time(table, own, issues, words) for table in TABLES if has_series(table)]


def _over_time(table: Table, own: Mapping[Quarter, OwnQuarter], issues: Sequence[Issue], words: Words) -> OverTime:
    return OverTime(
        id=table.id,
        title=words.title(table),
        quarters=[words.quarter(issue.quarter) for issue in issues],
        drawn=[
            BandsOverTime(
                id=f"over-time-{variable.id.replace(':', '-')}",
                title=name,
                turns=tuple(_turns(name, variable, own, issues, words)),
                scale=_scale(table, words),
            )
            for name, variable in named(table, words)
        ],
        rows={
            name: [_cell(variable, _beside(own, issue), words) for issue in issues]
            for name, variable in named(table, words)
        },
    )


def _turns(
    name: str, variable: Variable, own: Mapping[Quarter, OwnQuarter], issues: Sequence[Issue], words: Words
) -> Iterator[Turn]:
    """Every quarter from the first to the last: one without a release is a gap as wide as any other."""
    found = {issue.quarter: issue for issue in issues}
    first, last = min(found), max(found)
    for quarter in map(first.later, range(last.ordinal - first.ordinal + 1)):
        short = words.t("nation.quarter.short", number=quarter.number, year=str(quarter.year))
        beside = _beside(own, found[quarter]) if quarter in found else None
        yield Turn(short, row(name, variable, beside, words.t) if beside else NO_RELEASE)


def _cell(variable: Variable, beside: Beside, words: Words) -> Cell:
    one = beside.placed(variable)
    return Cell(
        own=NONE if one.own is None else written(variable, one.own, words.t),
        said="" if one.own is None else said(one, words.t),
        band=band_in_words(one.middle, variable, words.t),
    )


def _beside(own: Mapping[Quarter, OwnQuarter], issue: Issue) -> Beside:
    found = own.get(issue.quarter)
    return Beside(found.contributor.values if found and found.contributor else {}, issue.release)


def _scale(table: Table, words: Words) -> tuple[str, ...]:
    """A low drawing has room for few numbers."""
    variable = next(iter(table.variables.values()))
    return tuple(words.t.stored(number) for number in marked(variable))
