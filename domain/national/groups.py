"""The fixed cube: which groups of municipalities there are figures of, and who belongs to which.

No other selections and no crosses of two of them: each would be one more difference to take. Source: R1.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NewType

import msgspec

GroupId = NewType("GroupId", str)
"""Kind, colon, key: `country:NO`, `county:11`, `size:2k-10k`, `kostra:07`, `theme:housing`."""


class GroupKind(StrEnum):
    """In the order in which figures are chosen for publishing. Source: R7."""

    COUNTRY = "country"
    COUNTY = "county"
    SIZE = "size"
    KOSTRA = "kostra"
    THEME = "theme"


COUNTRY = GroupId("country:NO")

SIZES = ("under-2k", "2k-10k", "10k-20k", "20k-45k", "45k-75k", "from-75k")

_SIZE_ENDS = (2_000, 10_000, 20_000, 45_000, 75_000)
"""The first population that is too large for the size of the same place."""

_COUNTY_TOGETHER = {"03": "32"}
"""A county of one municipality would be that municipality: Oslo is shown together with Akershus."""

_KOSTRA_TOGETHER = {"13": "12", "16": "14"}


class Place(msgspec.Struct, frozen=True):
    """How a municipality was classified when a quarter was over. What nobody has imported is `None`, never a guess."""

    county: str
    population: int | None = None
    kostra: str | None = None


def group(kind: GroupKind, key: str) -> GroupId:
    return GroupId(f"{kind}:{key}")


def kind_of(one: GroupId) -> GroupKind:
    return GroupKind(one.partition(":")[0])


def key_of(one: GroupId) -> str:
    return one.partition(":")[2]


def size_of(population: int) -> str:
    return SIZES[sum(population >= end for end in _SIZE_ENDS)]


def groups_of(place: Place) -> Sequence[GroupId]:
    """All but themes: those belong to collaborations and not to places."""
    county = group(GroupKind.COUNTY, _COUNTY_TOGETHER.get(place.county, place.county))
    found = [COUNTRY, county]
    if place.population is not None:
        found.append(group(GroupKind.SIZE, size_of(place.population)))
    if place.kostra is not None:
        found.append(group(GroupKind.KOSTRA, _KOSTRA_TOGETHER.get(place.kostra, place.kostra)))
    return tuple(found)
