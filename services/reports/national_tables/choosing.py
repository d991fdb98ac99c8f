"""Choosing codes of an axis as PxWebApi 2 does: codes, and expressions that stand for several.

`*` for any letters at the beginning or end, `?` for one, `top(n)` and `bottom(n)` with an offset, `from(code)`,
`to(code)` and `range(code,code)`. Of quarters, `top` takes the newest. Letters' case is no matter.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from services.reports.national_tables.cube import Axis
from services.reports.national_tables.tables import QUARTER

CALL: Final = re.compile(r"(top|bottom|from|to|range)\((.*)\)", re.IGNORECASE)
COUNTED: Final = re.compile(r"([1-9]\d{0,5})(?:,(\d{1,6}))?")
WILD: Final = re.compile(r"\*?[^*]*\*?")


class Unknown(Exception):
    """The axis has no such code, or none that the pattern fits."""


class Unreadable(Exception):
    """An expression that says nothing."""


def split(written: str) -> list[str]:
    """Choices as they stand in an address, between commas that are in no brackets. In one pass, however long it is."""
    ends, depth = [-1], 0
    for place, letter in enumerate(written):
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        if letter == "," and not depth:
            ends.append(place)
    found = (written[before + 1 : end].strip() for before, end in pairwise((*ends, len(written))))
    return [one for one in found if one]


def chosen(axis: Axis, wanted: Sequence[str]) -> frozenset[str]:
    """Raises `Unknown` and `Unreadable`, with what was written."""
    found: set[str] = set()
    for one in wanted:
        meant = _meant(axis, one)
        if not meant:
            raise Unknown(one)
        found.update(meant)
    return frozenset(found)


def _meant(axis: Axis, wanted: str) -> Sequence[str]:
    exact = [code for code in axis.codes if code.casefold() == wanted.casefold()]
    if exact:
        return exact
    if called := CALL.fullmatch(wanted):
        return CALLS[called[1].lower()](axis, called[2], wanted)
    if "*" in wanted or "?" in wanted:
        return _matching(axis, wanted)
    raise Unknown(wanted)


def _matching(axis: Axis, wanted: str) -> Sequence[str]:
    if not WILD.fullmatch(wanted):
        raise Unreadable(wanted)
    pattern = "".join({"*": ".*", "?": "."}.get(letter) or re.escape(letter) for letter in wanted)
    return [code for code in axis.codes if re.fullmatch(pattern, code, re.IGNORECASE)]


def _top(axis: Axis, told: str, wanted: str) -> Sequence[str]:
    return _first(_newest_first(axis), told, wanted)


def _bottom(axis: Axis, told: str, wanted: str) -> Sequence[str]:
    return _first(_newest_first(axis)[::-1], told, wanted)


def _newest_first(axis: Axis) -> Sequence[str]:
    return axis.codes[::-1] if axis.name == QUARTER else axis.codes


def _first(codes: Sequence[str], told: str, wanted: str) -> Sequence[str]:
    numbers = COUNTED.fullmatch(told.replace(" ", ""))
    if numbers is None:
        raise Unreadable(wanted)
    offset = int(numbers[2] or 0)
    return codes[offset : offset + int(numbers[1])]


def _from(axis: Axis, told: str, _: str) -> Sequence[str]:
    return axis.codes[_at(axis, told) :]


def _to(axis: Axis, told: str, _: str) -> Sequence[str]:
    return axis.codes[: _at(axis, told) + 1]


def _range(axis: Axis, told: str, wanted: str) -> Sequence[str]:
    first, comma, last = told.partition(",")
    if not comma:
        raise Unreadable(wanted)
    ends = sorted((_at(axis, first), _at(axis, last)))
    return axis.codes[ends[0] : ends[1] + 1]


def _at(axis: Axis, code: str) -> int:
    """Raises `Unknown`."""
    wanted = code.strip()
    found = next((place for place, one in enumerate(axis.codes) if one.casefold() == wanted.casefold()), None)
    if found is None:
        raise Unknown(wanted)
    return found


CALLS: Final[MappingProxyType[str, Callable[[Axis, str, str], Sequence[str]]]] = MappingProxyType(
    {"top": _top, "bottom": _bottom, "from": _from, "to": _to, "range": _range}
)
