"""Which collaborations somebody asked to see, as the address says it, and what is left of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

import msgspec

from domain.sectors import Sector
from domain.themes import Theme
from infra.translation.translator import Translator
from services.web.presenting.overview import Card, Need, quarter_of
from services.web.presenting.roster import norwegian_order
from services.web.presenting.searching import finds

A_PAGE: Final = 24
"""Cards. As many as a workspace usually has stand on one page."""

NARROWED_FROM: Final = 6
"""Fewer are seen at a glance, and a form above them would only be in the way."""

LONGEST_SEARCH: Final = 120
LONGEST_NUMBER: Final = 6

NEVER: Final = "never"
"""Instead of a quarter, where nothing has been measured."""

_QUARTER: Final = re.compile(r"[0-9]{4}-[1-4]")

Choice = TypeVar("Choice", bound=StrEnum)


class Waits(StrEnum):
    """What a collaboration can be waiting for."""

    MEASURING = "measuring"
    OVERDUE = "overdue"
    DUE = "due"


class Narrowing(msgspec.Struct, frozen=True):
    """`measured` is a quarter as in addresses, or `NEVER`. What is empty or `None` leaves everything in."""

    q: str = ""
    theme: Theme | None = None
    sector: Sector | None = None
    measured: str = ""
    waits: Waits | None = None

    def __bool__(self) -> bool:
        return self != Narrowing()

    def query(self, page: int = 1) -> str:
        """As it stands in an address, without what is not asked for."""
        asked = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        return urlencode(asked | ({"page": page} if page > 1 else {}))


class Found(msgspec.Struct, frozen=True):
    """One page of what is left. `count` is of all pages, which are numbered from 1."""

    shown: tuple[Card, ...]
    count: int
    page: int
    pages: int


class Choices(msgspec.Struct, frozen=True):
    """What there is to choose from: values and texts. Only what would leave something."""

    themes: tuple[tuple[str, str], ...]
    sectors: tuple[tuple[str, str], ...]
    quarters: tuple[tuple[str, str], ...]
    waits: tuple[tuple[str, str], ...]


class Waiting(msgspec.Struct, frozen=True):
    """So many collaborations wait for something; `query` shows them."""

    waits: Waits
    count: int
    query: str


class Coverage(msgspec.Struct, frozen=True):
    """How many of all have a measurement that counts in this quarter."""

    measured: int
    all: int


def narrowing(query: Mapping[str, str]) -> Narrowing:
    """What can't be read is passed over: an old or shortened address shows more, never an error."""
    return Narrowing(
        q=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        theme=_choice(query.get("theme"), Theme),
        sector=_choice(query.get("sector"), Sector),
        measured=_measured(query.get("measured", "")),
        waits=_choice(query.get("waits"), Waits),
    )


def _choice(written: str | None, kind: type[Choice]) -> Choice | None:
    return kind(written) if written in set(kind) else None


def _measured(written: str) -> str:
    return written if written == NEVER or _QUARTER.fullmatch(written) else ""


def page_asked(query: Mapping[str, str]) -> int:
    written = query.get("page", "")
    return int(written) if written.isdecimal() and len(written) <= LONGEST_NUMBER else 1


def narrowed(cards: Sequence[Card], asked: Narrowing, page: int, t: Translator) -> Found:
    """In the order given. A page after the last is the last."""
    left = [card for card in cards if _is_asked_for(card, asked, t)]
    pages = max(1, -(-len(left) // A_PAGE))
    page = min(max(page, 1), pages)
    return Found(shown=tuple(left[(page - 1) * A_PAGE : page * A_PAGE]), count=len(left), page=page, pages=pages)


def _is_asked_for(card: Card, asked: Narrowing, t: Translator) -> bool:
    return (
        finds(asked.q, card.name, t(f"theme.{card.theme}"))
        and asked.theme in {None, card.theme}
        and (asked.sector is None or asked.sector in card.sectors)
        and (not asked.measured or asked.measured == _measured_in(card))
        and (asked.waits is None or _waits_for(card, asked.waits))
    )


def _measured_in(card: Card) -> str:
    return str(card.quarter) if card.quarter else NEVER


def _waits_for(card: Card, what: Waits) -> bool:
    match what:
        case Waits.MEASURING:
            return card.need is Need.LONG_AGO
        case Waits.OVERDUE:
            return card.actions.overdue > 0
        case Waits.DUE:
            return card.actions.due > 0


def choices(cards: Sequence[Card], asked: Narrowing, t: Translator) -> Choices:
    """What is chosen stays among them, also where nothing has it any more."""
    themes = {card.theme for card in cards} | {theme for theme in [asked.theme] if theme}
    sectors = {sector for card in cards for sector in card.sectors} | {sector for sector in [asked.sector] if sector}
    measured = {_measured_in(card) for card in cards} | {asked.measured} - {""}
    named = [(theme.value, t(f"theme.{theme}")) for theme in themes]
    return Choices(
        themes=tuple(sorted(named, key=lambda choice: norwegian_order(choice[1]))),
        sectors=tuple((sector.value, t(f"sector.{sector}")) for sector in Sector if sector in sectors),
        quarters=tuple((one, _measured_in_words(one, t)) for one in sorted(measured, key=_newest_first)),
        waits=tuple((one.value, t(f"overview.waits.{one}")) for one in Waits),
    )


def _measured_in_words(measured: str, t: Translator) -> str:
    if measured == NEVER:
        return t("overview.measured.never")
    year, _, number = measured.partition("-")
    return t("overview.quarter", number=int(number), year=year)


def _newest_first(measured: str) -> tuple[int, ...]:
    """Never comes last."""
    return (0,) if measured == NEVER else tuple(-int(part) for part in measured.split("-"))


def waiting(cards: Sequence[Card]) -> tuple[Waiting, ...]:
    """What somebody waits for: ways to see them, and no alarm."""
    counts = {what: sum(_waits_for(card, what) for card in cards) for what in Waits}
    return tuple(Waiting(what, count, Narrowing(waits=what).query()) for what, count in counts.items() if count)


def coverage(cards: Sequence[Card], now: datetime) -> Coverage:
    this = quarter_of(now)
    return Coverage(measured=sum(card.quarter == this for card in cards), all=len(cards))
