"""A municipality's own numbers beside a release's: below, within or above the band of the middle half.

Everything here is made of what was published and of the workspace's own numbers, and of nothing else, so that the page
tells nothing about other municipalities that the release does not.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from domain.ids import CollaborationId
from domain.national.groups import COUNTRY, GroupId, groups_of
from domain.national.position import MiddleHalf, Placed, placed
from domain.national.release import Release
from domain.national.snapshot import Values
from domain.national.variables import Topic, Variable, VariableId
from infra.translation.translator import Translator
from infra.translation.writing import WITHHELD
from services.application.national.own_view import OwnQuarter
from services.reports.bands import Bands, Row
from services.reports.national_tables.tables import BY_ID, Table
from services.reports.national_tables.words import Words
from services.web.presenting.sharing import NONE, Section, named, shown_quarter, without_unit, written

SCALES: Final[Mapping[int, Sequence[int]]] = {10: range(0, 11, 2), 100: range(0, 101, 25), 1: range(0, 101, 25)}
"""What is written under a scale, by its upper end; parts of actions in per cent."""


class Beside(msgspec.Struct, frozen=True):
    """All that a quarter's part of the page is made of: our own numbers, and a release."""

    values: Values
    release: Release

    def placed(self, variable: Variable) -> Placed:
        return placed(self.values.get(variable.id), self.release.figure(COUNTRY, variable.id), variable)

    def mean(self, group: GroupId, variable: Variable) -> Decimal | None:
        return self.release.figure(group, variable.id).mean


class Line(msgspec.Struct, frozen=True):
    """A row of the table, in words. `means` are of our groups, in the order of the section's."""

    variable: VariableId
    name: str
    own: str
    band: str
    median: str
    said: str
    means: Sequence[str]


class Against(msgspec.Struct, frozen=True):
    """Numbers of one kind beside the country's. `own` has the measurements that they are from."""

    own: Section
    is_of_actions: bool
    drawn: Bands
    lines: Sequence[Line]
    groups: Sequence[str]

    @property
    def is_held(self) -> bool:
        """Whether any of its numbers is withheld, so that the sign has to be explained."""
        return any(WITHHELD in {line.band, line.median, *line.means} for line in self.lines)


def against(
    own: OwnQuarter, release: Release, words: Words, names: Mapping[CollaborationId, str], home: str
) -> Sequence[Against]:
    """In the model's order. A kind that we have no number of is left out. `home` is the workspace's address."""
    shown = shown_quarter(own, words, names, home)
    return [_against(section, own, release, words) for section in shown.sections]


def _against(section: Section, own: OwnQuarter, release: Release, words: Words) -> Against:
    table, t, groups = BY_ID[section.id], words.t, our_groups(own)
    beside = Beside(own.contributor.values if own.contributor else {}, release)
    return Against(
        own=section,
        is_of_actions=any(variable.share for variable in table.variables.values()),
        drawn=Bands(
            id=f"bands-{table.id}",
            title=words.title(table),
            rows=tuple(row(name, variable, beside, t) for name, variable in named(table, words)),
            scale=scale_of(table, t),
        ),
        lines=[_line(name, variable, beside, groups, t) for name, variable in named(table, words)],
        groups=[words.group(one) for one in groups],
    )


def our_groups(own: OwnQuarter) -> Sequence[GroupId]:
    """County, size and KOSTRA group, where the municipality stood when the quarter was over."""
    return [] if own.contributor is None else [one for one in groups_of(own.contributor.place) if one != COUNTRY]


def _line(name: str, variable: Variable, beside: Beside, groups: Sequence[GroupId], t: Translator) -> Line:
    one = beside.placed(variable)
    return Line(
        variable=variable.id,
        name=name,
        own=NONE if one.own is None else written(variable, one.own, t),
        band=band_in_words(one.middle, variable, t),
        median=_published(one.median, variable, t),
        said=said(one, t),
        means=[_published(beside.mean(group, variable), variable, t) for group in groups],
    )


def _published(number: Decimal | None, variable: Variable, t: Translator) -> str:
    return WITHHELD if number is None else written(variable, number, t)


def band_in_words(middle: MiddleHalf | None, variable: Variable, t: Translator) -> str:
    if middle is None:
        return WITHHELD
    ends = "–".join(without_unit(variable, end, t) for end in (middle.lower, middle.upper))
    return t("sharing.percent", number=ends) if variable.share else ends


def said(one: Placed, t: Translator) -> str:
    """One of three words, none of them better than another; the sign where there is no band to lie by."""
    if one.own is None:
        return NONE
    return WITHHELD if one.position is None else t(f"nation.position.{one.position}")


def row(name: str, variable: Variable, beside: Beside, t: Translator) -> Row:
    one = beside.placed(variable)
    return Row(
        name=name,
        own=_part(one.own, variable),
        written="" if one.own is None else written(variable, one.own, t),
        band=_ends(one.middle, variable),
        median=_part(one.median, variable),
        said=said(one, t),
    )


def _ends(middle: MiddleHalf | None, variable: Variable) -> tuple[Fraction, Fraction] | None:
    if middle is None:
        return None
    return Fraction(middle.lower) / variable.span, Fraction(middle.upper) / variable.span


def _part(number: Decimal | None, variable: Variable) -> Fraction | None:
    return None if number is None else Fraction(number) / variable.span


def scale_of(table: Table, t: Translator) -> tuple[str, ...]:
    variable = next(iter(table.variables.values()))
    numbers = [t.number(number) for number in SCALES[int(variable.upper)]]
    return tuple(t("sharing.percent", number=number) for number in numbers) if variable.share else tuple(numbers)


def has_series(table: Table) -> bool:
    """Actions are few in a quarter, so their parts leap: they are shown of one quarter alone."""
    return any(
        variable.topic in {Topic.SCORE, Topic.WEIGHTING, Topic.THICKNESS} for variable in table.variables.values()
    )
