"""Two releases beside each other: both means of everything, and the change only where a release has stored one."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.national.groups import GroupId
from domain.national.release import Coverage, Figure
from domain.national.variables import VARIABLES, Variable, VariableId
from services.reports.national_figures.naming import name_of, unit_of
from services.reports.national_figures.writing import band, said, said_change
from services.reports.national_tables.cube import groups
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import NOBODY_TOLD, OF_COVERAGE, OF_FIGURE, TABLES, Statistic, Table
from services.reports.national_tables.words import Words
from services.reports.spider import Axis, Spider
from services.reports.spider_axes import Gap


class Relation(StrEnum):
    """Of the later release to the earlier one."""

    FOLLOWS = "follows"
    """Its changes are counted from it."""

    CORRECTS = "corrects"
    """It is a later version of the same quarter."""

    APART = "apart"
    """Neither: nothing is stored of who contributed to both."""


class Pair(msgspec.Struct, frozen=True):
    first: Issue
    second: Issue
    relation: Relation


class ComparedLine(msgspec.Struct, frozen=True):
    """`change` is of those that contributed both times, as the second release has it; `None` where it has none."""

    variable: Variable
    name: str
    first: Decimal | None
    second: Decimal | None
    change: Decimal | None


class ComparedTable(msgspec.Struct, frozen=True):
    id: str
    title: str
    unit: str
    lines: tuple[ComparedLine, ...]


class CorrectedLine(msgspec.Struct, frozen=True):
    """A stored number that differs. Both as they are written, the one sign where one is withheld."""

    name: str
    statistic: str
    before: str
    after: str


class CorrectedGroup(msgspec.Struct, frozen=True):
    """`count` is how many of its stored numbers differ."""

    group: GroupId
    name: str
    count: int


def tables(pair: Pair, group: GroupId, words: Words) -> Sequence[ComparedTable]:
    return [
        ComparedTable(
            id=table.id,
            title=words.title(table),
            unit=unit_of(next(iter(table.variables.values())), words),
            lines=tuple(_lines(pair, table, group, words)),
        )
        for table in TABLES
        if table.variables
    ]


def _lines(pair: Pair, table: Table, group: GroupId, words: Words) -> Iterator[ComparedLine]:
    for item, variable in table.variables.items():
        first, second = (one.release.figure(group, variable.id) for one in (pair.first, pair.second))
        yield ComparedLine(
            variable=variable,
            name=words.code(table.item, item) if table.item else words.title(table),
            first=first.mean,
            second=second.mean,
            change=second.change if pair.relation is Relation.FOLLOWS else None,
        )


def spider_of(pair: Pair, group: GroupId, words: Words, named: str, at: Callable[[VariableId], str]) -> Spider:
    """The later release thick, the earlier one dashed and hollow: no difference of two points is a change.

    `named` is what the earlier one is called, `at` where a variable has its page.
    """
    why = words.t(f"national-compare.hollow.{pair.relation}")
    scores = TABLES[0]
    return Spider(
        id="both",
        title=words.t("national-compare.spider", group=words.group(group)),
        axes=tuple(
            Axis(
                label=words.code(str(scores.item), item),
                score=pair.second.release.figure(group, variable.id).exact_mean,
                weighting=None,
                earlier=(pair.first.release.figure(group, variable.id).exact_mean,),
                href=at(variable.id),
                gap=Gap.WITHHELD,
                incomparable=(why,),
            )
            for item, variable in scores.variables.items()
        ),
        earlier=(named,),
        earlier_named="national-compare.earlier",
    )


def corrected_groups(pair: Pair, words: Words) -> Sequence[CorrectedGroup]:
    """Those with a stored number that is not the same in both, in their order."""
    found = (
        CorrectedGroup(group, words.group(group), _count(pair, group)) for group in groups([pair.first, pair.second])
    )
    return [one for one in found if one.count]


def corrected(pair: Pair, group: GroupId, words: Words) -> Sequence[CorrectedLine]:
    """How many stand behind the group first, and then every variable."""
    return (*_corrected_coverage(pair, group, words), *_corrected_figures(pair, group, words))


def _count(pair: Pair, group: GroupId) -> int:
    figures = (
        number(one) != number(other) for _, one, other in _differing(pair, group) for number in OF_FIGURE.values()
    )
    before, after = _coverages(pair, group)
    return sum(figures) + sum(of(before) != of(after) for of in OF_COVERAGE.values())


def _differing(pair: Pair, group: GroupId) -> Iterator[tuple[Variable, Figure, Figure]]:
    for variable in VARIABLES:
        before, after = (one.release.figure(group, variable.id) for one in (pair.first, pair.second))
        if before != after:
            yield variable, before, after


def _coverages(pair: Pair, group: GroupId) -> tuple[Coverage, Coverage]:
    before, after = (one.release.coverage.get(group, NOBODY_TOLD) for one in (pair.first, pair.second))
    return before, after


def _corrected_figures(pair: Pair, group: GroupId, words: Words) -> Iterator[CorrectedLine]:
    for variable, before, after in _differing(pair, group):
        name = name_of(variable.id, words)
        for statistic, number in OF_FIGURE.items():
            if number(before) != number(after):
                written = said_change if statistic is Statistic.CHANGE else said
                both = (written(number(one), variable, words.t) for one in (before, after))
                yield CorrectedLine(name, words.t(f"national-table.statistic.{statistic}"), *both)


def _corrected_coverage(pair: Pair, group: GroupId, words: Words) -> Iterator[CorrectedLine]:
    before, after = _coverages(pair, group)
    for statistic, of in OF_COVERAGE.items():
        if of(before) != of(after):
            name, what = words.t(f"national-compare.coverage.{statistic}"), words.t("national-compare.coverage")
            yield CorrectedLine(name, what, band(of(before), words.t), band(of(after), words.t))
