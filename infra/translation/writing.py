"""How dates, times and figures are written: Norwegian form, Europe/Oslo."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from domain.scoring.rounding import tenths
from infra.translation.catalogue import Language

OSLO = ZoneInfo("Europe/Oslo")
NO_FIGURE = "–"
WITHHELD = ":"
"""The one sign of a number that is not published, whatever the reason."""

MINUS = "−"

_LOCALES: Mapping[Language, Locale] = {
    "nb": Locale.parse("nb_NO"),
    "nn": Locale.parse("nn_NO"),
    "en": Locale.parse("en_GB"),
}
_TIME: Mapping[Language, str] = {"nb": "HH.mm", "nn": "HH.mm", "en": "HH:mm"}
_MOMENT: Mapping[Language, str] = {
    "nb": "d. MMMM y 'kl'. HH.mm",
    "nn": "d. MMMM y 'kl'. HH.mm",
    "en": "d MMMM y 'at' HH:mm",
}
_GROUPED_FROM = 10_000

_KEPT: Final = 4096
"""A page writes the same few figures and days hundreds of times, and each one takes Babel a tenth of a millisecond."""


def score(value: Fraction | None, language: Language) -> str:
    """One decimal, half away from zero: `6,7`. No figure is a dash, never a zero."""
    return NO_FIGURE if value is None else _decimal(tenths(value), "0.0", language)


def change(value: Fraction | None, language: Language) -> str:
    """A difference between two figures, with its sign: `+0,4`, `−1,2`, `0,0`."""
    if value is None:
        return NO_FIGURE
    return _decimal(tenths(value), "+0.0;-0.0" if tenths(value) else "0.0", language)


@lru_cache(_KEPT)
def _decimal(in_tenths: int, pattern: str, language: Language) -> str:
    return format_decimal(Decimal(in_tenths) / 10, pattern, locale=_LOCALES[language]).replace("-", MINUS)


def consensus(value: Decimal, language: Language) -> str:
    """Two decimals, half away from zero: `0,84`. From 0 to 1, so that one decimal would tell too little."""
    return format_decimal(value.quantize(Decimal("0.01"), ROUND_HALF_UP), "0.00", locale=_LOCALES[language])


def stored(value: Decimal | None, language: Language) -> str:
    """A released number with the decimals that it is stored with: `5,0`, `62`, `0,25`. What is withheld is a colon."""
    if value is None:
        return WITHHELD
    places = max(0, -int(value.as_tuple().exponent))
    return format_decimal(value, "0." + "0" * places if places else "0", locale=_LOCALES[language]).replace("-", MINUS)


def stored_change(value: Decimal | None, language: Language) -> str:
    """A released change with its sign: `+0,3`, `−0,1`, `0,0`. What is withheld is a colon."""
    written = stored(value, language)
    return f"+{written}" if value is not None and value > 0 else written


@lru_cache(_KEPT)
def number(value: int, language: Language) -> str:
    """A whole number, in groups of three from 10 000 up, so that a year is never split."""
    pattern = "#,##0" if abs(value) >= _GROUPED_FROM else "0"
    return format_decimal(value, pattern, locale=_LOCALES[language])


def day(value: date, language: Language) -> str:
    """`23. november 2026`; of a moment, the day that it is in Norway then."""
    return _day(day_of(value) if isinstance(value, datetime) else value, language)


@lru_cache(_KEPT)
def _day(local: date, language: Language) -> str:
    return format_date(local, "long", locale=_LOCALES[language])


def day_of(moment: datetime) -> date:
    """The day that it is in Norway at the moment."""
    return moment.astimezone(OSLO).date()


def last_day(until: datetime) -> date:
    """The last day, in Norway, of what is over at the moment `until`."""
    return (until - timedelta(microseconds=1)).astimezone(OSLO).date()


def time(value: datetime, language: Language) -> str:
    """`10.14`, in Norway."""
    return format_time(value, _TIME[language], tzinfo=OSLO, locale=_LOCALES[language])


def moment(value: datetime, language: Language) -> str:
    """`23. november 2026 kl. 10.14`, in Norway."""
    return format_datetime(value, _MOMENT[language], tzinfo=OSLO, locale=_LOCALES[language])


@lru_cache(_KEPT)
def weekday(value: date, language: Language) -> str:
    """`mandag`."""
    return format_date(value, "EEEE", locale=_LOCALES[language])


def weekday_day(value: date, language: Language) -> str:
    """`mandag 23. november 2026`; of a moment, the day that it is in Norway then."""
    local = day_of(value) if isinstance(value, datetime) else value
    return f"{weekday(local, language)} {_day(local, language)}"


def weekday_moment(value: datetime, language: Language) -> str:
    """`mandag 23. november 2026 kl. 10.14`, in Norway."""
    return f"{weekday(day_of(value), language)} {moment(value, language)}"
