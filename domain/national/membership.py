"""Who stands where, without a single value: all that the choice of cells may look at. Source: R7, A7."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from domain.national.differences import Members, corrected, is_corrected_by
from domain.national.groups import GroupId, GroupKind, group, groups_of, key_of, kind_of
from domain.national.history import Published
from domain.national.snapshot import Contributor, Snapshot
from domain.national.variables import VARIABLES, VariableId

Names = Mapping[VariableId, Mapping[str, str]]
"""By variable and municipality: what its number is called. Source: `differences.Members`."""

WHOLE: Final = ""
"""Instead of a theme: all of a municipality's collaborations."""

Numbers = Mapping[tuple[str, str], Fraction]
"""Of one variable, by name and theme."""

UNNAMED: Final[Names] = {}


class Standing(msgspec.Struct, frozen=True):
    """A municipality that has a number of a variable.

    `themes` are those in which it has one, each with how many collaborations: known to everybody, as `collaborations`.
    """

    name: str
    groups: tuple[GroupId, ...]
    themes: tuple[tuple[str, int], ...]
    collaborations: int


Presence = tuple[Standing, ...]
"""Of one variable in one snapshot, by the municipalities' numbers. Variables of which it is the same are judged as
one wherever values are not looked at."""


def presence_of(snapshot: Snapshot, variable: VariableId, names: Names = UNNAMED) -> Presence:
    named = names.get(variable, {})
    return tuple(
        Standing(
            named.get(one.number, one.number),
            tuple(groups_of(one.place)),
            tuple(
                (theme, part.collaborations) for theme, part in sorted(one.themes.items()) if variable in part.values
            ),
            one.collaborations,
        )
        for one in snapshot.contributors
        if variable in one.values
    )


def cells_of(presence: Presence) -> Mapping[GroupId, Members]:
    found: dict[GroupId, set[str]] = defaultdict(set)
    for one in presence:
        for each in (*one.groups, *(group(GroupKind.THEME, theme) for theme, _ in one.themes)):
            found[each].add(one.name)
    return {each: frozenset(members) for each, members in found.items()}


def corrected_by(presence: Presence, version: int) -> Members:
    """Whose numbers this version is the first to have."""
    return frozenset(one.name for one in presence if is_corrected_by(one.name, version))


def numbers_of(snapshot: Snapshot, variable: VariableId, names: Names = UNNAMED) -> Numbers:
    """What those who stand in a group have in it: in a theme their mean of it, anywhere else their whole number."""
    named = names.get(variable, {})
    found: dict[tuple[str, str], Fraction] = {}
    for one in snapshot.contributors:
        name = named.get(one.number, one.number)
        if variable in one.values:
            found[name, WHOLE] = one.values[variable]
            for theme, part in one.themes.items():
                if variable in part.values:
                    found[name, theme] = part.values[variable]
    return found


def part_of(one: GroupId) -> str:
    return key_of(one) if kind_of(one) == GroupKind.THEME else WHOLE


def names_in(snapshot: Snapshot, version: int, earlier: Sequence[Published]) -> Names:
    """Of a later version of a quarter. `earlier` are the versions before it, in order; without any, nobody is renamed.

    Who was corrected is taken to be known to everybody.
    """
    if not earlier:
        return UNNAMED
    before = earlier[-1]
    former = names_in(before.snapshot, before.release.version, earlier[:-1])
    then = {one.number: one for one in before.snapshot.contributors}
    return {
        variable.id: {
            one.number: former.get(variable.id, {}).get(one.number, one.number)
            if _same(then.get(one.number), one, variable.id)
            else corrected(one.number, version)
            for one in snapshot.contributors
        }
        for variable in VARIABLES
    }


def _same(one: Contributor | None, other: Contributor, variable: VariableId) -> bool:
    return one is not None and _numbers(one, variable) == _numbers(other, variable)


def _numbers(one: Contributor, variable: VariableId) -> object:
    return (
        one.values.get(variable),
        one.collaborations,
        [(theme, part.collaborations, part.values.get(variable)) for theme, part in sorted(one.themes.items())],
    )
