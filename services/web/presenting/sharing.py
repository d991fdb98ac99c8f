"""What KS sees of a municipality, in words: its own numbers with what they are from, and the groups that they count in.

Only own numbers and published ones stand here: what would be withheld today would tell about the others.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from domain.ids import CollaborationId
from domain.national.contribution import CollaborationPart
from domain.national.groups import GroupId, GroupKind, kind_of
from domain.national.release import Figure, Release
from domain.national.variables import Topic, Variable
from infra.translation.translator import Translator
from infra.translation.writing import MINUS, WITHHELD
from services.application.national.own_view import OwnQuarter, OwnView
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import OF_FIGURE, TABLES, Statistic, Table
from services.reports.national_tables.words import Words

NONE: Final = "–"


class Source(msgspec.Struct, frozen=True):
    """A measurement that numbers are from: the collaboration's name, where it is shown, and its own numbers.

    One stands for each number of the section, a dash where the measurement has none.
    """

    name: str
    href: str
    numbers: Sequence[str]


class Number(msgspec.Struct, frozen=True):
    name: str
    number: str


class Section(msgspec.Struct, frozen=True):
    """Numbers of one kind, and the measurements that they are the means of."""

    id: str
    title: str
    numbers: Sequence[Number]
    sources: Sequence[Source]


class ShownQuarter(msgspec.Struct, frozen=True):
    name: str
    code: str
    is_over: bool
    collaborations: int
    sections: Sequence[Section]
    left_out: Sequence[str]
    """Numbers of ours that there are none of."""


class Published(msgspec.Struct, frozen=True):
    """What the last release says of a number in a group, as it is stored, by statistic; a sign where it is withheld."""

    name: str
    numbers: Sequence[str]
    has_mean: bool


class ShownGroup(msgspec.Struct, frozen=True):
    """`rows` are by kind of number, and empty without a release."""

    id: str
    name: str
    published: int = 0
    withheld: int = 0
    rows: Mapping[str, Sequence[Published]] = {}


def shown_quarter(one: OwnQuarter, words: Words, names: Mapping[CollaborationId, str], home: str) -> ShownQuarter:
    """`home` is the workspace's address."""
    found = [_section(one, table, words, names, home) for table in _tables()]
    return ShownQuarter(
        name=words.quarter(one.quarter),
        code=str(one.quarter),
        is_over=one.is_over,
        collaborations=len(one.parts),
        sections=[section for section in found if section.numbers],
        left_out=[section.title for section in found if not section.numbers],
    )


def _section(one: OwnQuarter, table: Table, words: Words, names: Mapping[CollaborationId, str], home: str) -> Section:
    values, t = one.contributor.values if one.contributor else {}, words.t
    there = [(name, variable) for name, variable in named(table, words) if variable.id in values]
    return Section(
        id=table.id,
        title=words.title(table),
        numbers=[Number(name, written(variable, values[variable.id], t)) for name, variable in there],
        sources=[
            Source(
                name=names.get(part.collaboration, t("sharing.collaboration.unknown")),
                href=_shown_at(home, part, there[0][1]),
                numbers=[
                    written(variable, part.values[variable.id], t) if variable.id in part.values else NONE
                    for _, variable in there
                ],
            )
            for part in one.parts
            if any(variable.id in part.values for _, variable in there)
        ],
    )


def _shown_at(home: str, part: CollaborationPart, variable: Variable) -> str:
    if variable.share:
        return f"{home}/collaborations/{part.collaboration}/actions"
    return f"{home}/measurements/{part.measurement}/profile"


def shown_groups(view: OwnView, words: Words, newest: Issue | None) -> Sequence[ShownGroup]:
    return [_shown_group(one, words, newest.release if newest else None) for one in view.groups]


def _shown_group(one: GroupId, words: Words, release: Release | None) -> ShownGroup:
    named_so = words.group(one)
    if release is None:
        return ShownGroup(id=one.replace(":", "-"), name=named_so)
    rows = {
        words.title(table): [
            _published(name, release.figure(one, variable.id), variable, words.t)
            for name, variable in named(table, words)
        ]
        for table in _tables()
    }
    means = [each.has_mean for of_table in rows.values() for each in of_table]
    return ShownGroup(
        id=one.replace(":", "-"),
        name=named_so,
        published=means.count(True),
        withheld=means.count(False),
        rows=rows,
    )


def _published(name: str, figure: Figure, variable: Variable, t: Translator) -> Published:
    return Published(
        name=name,
        numbers=[_as_stored(one, number(figure), variable, t) for one, number in OF_FIGURE.items()],
        has_mean=figure.mean is not None,
    )


def _as_stored(statistic: Statistic, number: Decimal | None, variable: Variable, t: Translator) -> str:
    if number is None:
        return WITHHELD
    sign = "" if statistic is not Statistic.CHANGE or not number else MINUS if number < 0 else "+"
    return sign + written(variable, abs(number), t)


def unclassified(view: OwnView) -> bool:
    """Whether the municipality stands outside the groups by size or by KOSTRA because nobody has imported it."""
    kinds = {kind_of(one) for one in view.groups}
    return view.place is not None and not {GroupKind.SIZE, GroupKind.KOSTRA} <= kinds


def named(table: Table, words: Words) -> Sequence[tuple[str, Variable]]:
    return [
        (words.code(table.item, code) if table.item else words.title(table), variable)
        for code, variable in table.variables.items()
    ]


def _tables() -> Sequence[Table]:
    return [table for table in TABLES if table.variables]


def written(variable: Variable, number: Fraction | Decimal, t: Translator) -> str:
    """Parts as per cent, thickness as on its scale of 0 to 100, the rest of 0 to 10 with a decimal."""
    bare = without_unit(variable, number, t)
    return t("sharing.percent", number=bare) if variable.share else bare


def without_unit(variable: Variable, number: Fraction | Decimal, t: Translator) -> str:
    exact = Fraction(number)
    if variable.share:
        return t.number(_whole(exact * 100))
    return t.number(_whole(exact)) if variable.topic is Topic.THICKNESS else t.score(exact)


def _whole(number: Fraction) -> int:
    """Half upwards; none of the numbers is negative."""
    return int(number + Fraction(1, 2))
