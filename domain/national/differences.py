"""Sets of municipalities that are so alike that their figures tell about the few by which they differ. Source: R4.

Nobody is told by a difference in which the same numbers stand on both sides. So what is compared is not municipalities
but their numbers: one that a second version of a quarter has corrected is another number of the same municipality.
"""

from functools import lru_cache

from domain.national.ruleset import RuleSet

Members = frozenset[str]
"""Whose numbers are in a figure: official numbers of municipalities, with `@2` after it for one corrected by version
2 and so on."""

_CORRECTED = "@"


def corrected(municipality: str, version: int) -> str:
    """The name of the number that a later version has of it."""
    return f"{municipality}{_CORRECTED}{version}"


def is_corrected_by(member: str, version: int) -> bool:
    return member.endswith(f"{_CORRECTED}{version}")


def municipality_of(member: str) -> str:
    return member.partition(_CORRECTED)[0]


@lru_cache(maxsize=65_536)
def municipalities_of(members: Members) -> Members:
    return frozenset(map(municipality_of, members))


def told_apart(one: Members, other: Members) -> int:
    """How many municipalities have a number in only one of the two."""
    return len(municipalities_of(one ^ other))


def nested_too_closely(one: Members, other: Members, rules: RuleSet) -> bool:
    """One is within the other, and those of the larger that the smaller has not are some, but too few."""
    return (one < other or other < one) and told_apart(one, other) < rules.differing_from
