"""Norway's 357 municipalities: their official numbers, and the short name that each has in addresses."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from domain.errors import DomainError

FILE = Path(__file__).parent.parent / "domain" / "municipalities.csv"

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ð": "d", "þ": "th", "ß": "ss"})
"""What has no accent to take away. `å` is `a` as in Norwegian addresses (`asnes`), not `aa`."""


class Municipality(msgspec.Struct, frozen=True):
    """`number` has four digits, `county_number` two; `slug` is unique, with the county where two have the same name."""

    number: str
    name: str
    county: str
    county_number: str
    slug: str


class MunicipalityIsAmbiguous(DomainError):
    """Two have this name: only the number tells which is meant."""

    code = "municipality_is_ambiguous"


@cache
def municipalities() -> tuple[Municipality, ...]:
    """In the order of their numbers."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = Counter(row["name"] for row in rows)
    return tuple(
        Municipality(
            number=row["number"],
            name=row["name"],
            county=row["county"],
            county_number=row["county_number"],
            slug=slug(row["name"] if names[row["name"]] == 1 else f"{row['name']} {row['county']}"),
        )
        for row in rows
    )


def find_municipality(name: str, number: str | None = None) -> Municipality | None:
    """By number where there is one, else by name, whatever its letters' case. Raises `MunicipalityIsAmbiguous`."""
    if number is not None:
        return next((one for one in municipalities() if one.number == number), None)
    alike = [one for one in municipalities() if one.name.casefold() == name.strip().casefold()]
    if len(alike) > 1:
        raise MunicipalityIsAmbiguous(name=name, numbers=_listed(alike))
    return alike[0] if alike else None


def slug(name: str) -> str:
    """A name as part of an address: `Nore og Uvdal` is `nore-og-uvdal`."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in _without_accents(plain))
    return "-".join(letters.split())


def _without_accents(decomposed: str) -> str:
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _listed(alike: Sequence[Municipality]) -> str:
    return ", ".join(f"{one.number} ({one.county})" for one in alike)
