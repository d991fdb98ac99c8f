"""What KS sees of a municipality, in words: its own numbers with what they are from, and the groups that they count in.

Only own numbers and published ones stand here: what would be withheld today would tell about the others.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.ids import CollaborationId
from domain.national.contribution import CollaborationPart
from domain.national.groups import GroupId, GroupKind, kind_of
from domain.national.release import Release
from domain.national.variables import Topic, Variable
from infra.translation.translator import Translator
from services.application.national.own_view import OwnQuarter, OwnView
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import TABLES, Table
from services.reports.national_tables.words import Words


class Source(msgspec.Struct, frozen=True):
    """A measurement that a number is from: the collaboration's name, its own number, and where it is shown."""

    name: str
    number: str
    href: str


class Number(msgspec.Struct, frozen=True):
    name: str
    number: str
    sources: Sequence[Source]


class Section(msgspec.Struct, frozen=True):
    """Numbers of one kind."""

    id: str
    title: str
    numbers: Sequence[Number]


class ShownQuarter(msgspec.Struct, frozen=True):
    name: str
    code: str
    is_over: bool
    collaborations: int
    sections: Sequence[Section]
    left_out: Sequence[str]
    """Numbers of ours that there are none of."""


class Published(msgspec.Struct, frozen=True):
    """What the last release says of a number in a group; none where it is withheld."""

    name: str
    mean: str | None


class ShownGroup(msgspec.Struct, frozen=True):
    """`rows` are by kind of number, and empty without a release."""

    id: str
    name: str
    published: int = 0
    withheld: int = 0
    rows: Mapping[str, Sequence[Published]] = {}


def shown_quarter(one: OwnQuarter, words: Words, names: Mapping[CollaborationId, str], home: str) -> ShownQuarter:
    """`home` is the workspace's address."""
    values = one.contributor.values if one.contributor else {}
    sections = []
    for table in _tables():
        numbers = [
            Number(name, written(variable, values[variable.id], words.t), _sources(one, variable, words.t, names, home))
            for name, variable in named(table, words)
            if variable.id in values
        ]
        if numbers:
            sections.append(Section(table.id, words.title(table), numbers))
    return ShownQuarter(
        name=words.quarter(one.quarter),
        code=str(one.quarter),
        is_over=one.is_over,
        collaborations=len(one.parts),
        sections=sections,
        left_out=[words.title(table) for table in _tables() if table.id not in {each.id for each in sections}],
    )


def _sources(
    one: OwnQuarter, variable: Variable, t: Translator, names: Mapping[CollaborationId, str], home: str
) -> Sequence[Source]:
    return [
        Source(
            name=names.get(part.collaboration, t("sharing.collaboration.unknown")),
            number=written(variable, part.values[variable.id], t),
            href=_shown_at(home, part, variable),
        )
        for part in one.parts
        if variable.id in part.values
    ]


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
            Published(name, None if mean is None else written(variable, mean, words.t))
            for name, variable in named(table, words)
            for mean in [release.figure(one, variable.id).mean]
        ]
        for table in _tables()
    }
    means = [each.mean for of_table in rows.values() for each in of_table]
    return ShownGroup(
        id=one.replace(":", "-"),
        name=named_so,
        published=sum(mean is not None for mean in means),
        withheld=means.count(None),
        rows=rows,
    )


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
    exact = Fraction(number)
    if variable.share:
        return t("sharing.percent", number=t.number(_whole(exact * 100)))
    return t.number(_whole(exact)) if variable.topic is Topic.THICKNESS else t.score(exact)


def _whole(number: Fraction) -> int:
    """Half upwards; none of the numbers is negative."""
    return int(number + Fraction(1, 2))
