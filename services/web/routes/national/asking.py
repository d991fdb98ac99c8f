"""What a call about national figures asks for: language, format, and which codes of a table.

Names of parameters are read whatever their letters' case, as PxWebApi 2 does. One that the address does not take is
refused: passed over in silence, a misspelt one would give another answer than the caller thinks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final, TypeAlias
from urllib.parse import parse_qsl

import msgspec

from infra.translation.catalogue import LANGUAGES, Language
from services.application.world import World
from services.reports.national_tables.choosing import Unknown, Unreadable, chosen, split
from services.reports.national_tables.cube import Axis, Cube, narrowed
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import BY_ID, QUARTER, Table
from services.reports.national_tables.words import Words
from services.web.machine_problems import CallIsUnreadable
from services.web.pages import AnyRequest, translator_in

LANG: Final = "lang"
FORMAT: Final = "outputformat"
CODES: Final = re.compile(r"valuecodes\[(.+)\]", re.IGNORECASE)

MOST_CELLS: Final = 100_000
"""Of one answer: about five seconds of a processor's time as a workbook, half a second as JSON-stat."""

LARGE: Final = 20_000
"""Cells of an answer that not everybody can have as often as they like: a second's work as a workbook."""

MOST_CODES: Final = 1000
"""That are named of one variable: far more than any has."""

NORWEGIAN: Final = "no"
"""As Statistics Norway calls bokmål."""

TIME: Final = "time"
"""What PxWebApi 2 lets the axis of time be called in every table."""


Code: TypeAlias = Annotated[str, msgspec.Meta(max_length=200)]


class VariableSelection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """`valueCodes` are codes or expressions of the variable."""

    variable_code: Code
    value_codes: Annotated[tuple[Code, ...], msgspec.Meta(max_length=MOST_CODES)] = ()


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A variable that is not named is taken whole."""

    selection: Annotated[tuple[VariableSelection, ...], msgspec.Meta(max_length=20)] = ()


def parameters(request: AnyRequest, *known: str) -> Mapping[str, str]:
    """By their names in small letters, those apart that choose codes. `lang` is known. Raises `CallIsUnreadable`."""
    found: dict[str, str] = {}
    for name, value in _written(request):
        small = name.lower()
        if CODES.fullmatch(name):
            continue
        if small not in {LANG, *known} or small in found:
            raise CallIsUnreadable("parameter", code=name)
        found[small] = value
    return found


def language(asked: Mapping[str, str]) -> Language:
    """Bokmål where nothing is said: an answer depends on its address alone, so that it can be kept."""
    code = asked.get(LANG, "nb")
    if code == NORWEGIAN:
        return "nb"
    if code not in LANGUAGES:
        raise CallIsUnreadable("language", code=code)
    return code


def selected(request: AnyRequest) -> Sequence[VariableSelection]:
    """`valuecodes[Quarter]=2026K1,2026K2`, as it stands in the address."""
    return [
        VariableSelection(named[1], tuple(split(value)))
        for name, value in _written(request)
        if (named := CODES.fullmatch(name))
    ]


def _written(request: AnyRequest) -> Sequence[tuple[str, str]]:
    """In the order of the address, which the framework does not keep: so a refusal names the same one each time."""
    return parse_qsl(request.url.query, keep_blank_values=True)


def no_codes(request: AnyRequest) -> None:
    """For addresses at which there is nothing to choose. Raises `CallIsUnreadable`."""
    for one in selected(request):
        raise CallIsUnreadable("parameter", code=f"valuecodes[{one.variable_code}]")


def choose(whole: Cube, wanted: Iterable[VariableSelection]) -> Cube:
    """Raises `CallIsUnreadable`, with the code that the table does not have."""
    codes: dict[str, frozenset[str]] = {}
    for one in wanted:
        axis = _axis(whole, one.variable_code)
        if axis.name in codes:
            raise CallIsUnreadable("parameter", code=f"valuecodes[{one.variable_code}]")
        codes[axis.name] = _codes(axis, one)
    cube = narrowed(whole, codes)
    if cube.size > MOST_CELLS:
        raise CallIsUnreadable("too-many-cells", cells=cube.size, most=MOST_CELLS)
    return cube


def _axis(whole: Cube, code: str) -> Axis:
    wanted = QUARTER.lower() if code.lower() == TIME else code.lower()
    for axis in whole.axes:
        if axis.name.lower() == wanted:
            return axis
    known = ", ".join(axis.name for axis in whole.axes)
    raise CallIsUnreadable("variable", table=whole.table.id, code=code, known=known)


def _codes(axis: Axis, one: VariableSelection) -> frozenset[str]:
    if len(one.value_codes) > MOST_CODES:
        raise CallIsUnreadable("parameter", code=f"valuecodes[{axis.name}]")
    try:
        found = chosen(axis, one.value_codes)
    except Unknown as error:
        raise CallIsUnreadable("value-code", variable=axis.name, code=str(error)) from None
    except Unreadable as error:
        raise CallIsUnreadable("expression", variable=axis.name, code=str(error)) from None
    if not found:
        raise CallIsUnreadable("expression", variable=axis.name, code="")
    return found


def known(table: str, issues: Sequence[Issue]) -> Table:
    """Raises `CallIsUnreadable`, also before anything is published."""
    if not issues:
        raise CallIsUnreadable("table")
    found = BY_ID.get(table.lower())
    if found is None:
        raise CallIsUnreadable("table", code=table, known=", ".join(BY_ID))
    return found


def words_of(world: World, asked: Mapping[str, str]) -> Words:
    return Words(translator_in(language(asked)), world.instruments.newest()[0])
