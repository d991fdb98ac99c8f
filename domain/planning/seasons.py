"""Times in which few people meet, or much else is at stake: worth a thought before a round is opened in them.

Nothing is left out because of them by itself. A day off is worth one only as the day on which the letters come.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

A_FORTNIGHT: Final = timedelta(days=14)
SEPTEMBER: Final = 9


class Season(StrEnum):
    SUMMER = "summer"
    """Weeks 28 to 30: the common holidays."""
    CHRISTMAS = "christmas"
    """From Christmas Eve to New Year's Day."""
    EASTER = "easter"
    """From Palm Sunday to Easter Monday."""
    ELECTION = "election"
    """The fortnight before election day, the second Monday of September in odd years, and that day."""


class DayOff(StrEnum):
    """A day on which few read what comes by e-mail from work."""

    HOLIDAY = "holiday"
    """Off for everybody by law (lov 24. februar 1995 nr. 12, § 2, and lov 26. april 1947 nr. 1)."""
    SATURDAY = "saturday"
    SUNDAY = "sunday"


FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)})
"""Month and day."""

DAYS_FROM_EASTER: Final = frozenset({-3, -2, 0, 1, 39, 49, 50})
"""Maundy Thursday, Good Friday, Easter, Ascension Day, Whitsun."""

SATURDAY: Final = 5
SUNDAY: Final = 6


def day_off(day: date) -> DayOff | None:
    """`None` for a working day. A holiday is told before the weekday that it falls on."""
    from_easter = (day - easter_sunday(day.year)).days
    if (day.month, day.day) in FIXED_HOLIDAYS or from_easter in DAYS_FROM_EASTER:
        return DayOff.HOLIDAY
    return {SATURDAY: DayOff.SATURDAY, SUNDAY: DayOff.SUNDAY}.get(day.weekday())


def seasons_between(first: date, last: date) -> tuple[Season, ...]:
    """Those that have a day from `first` to `last`, in the order of time."""
    spans = sorted(
        (begins, ends, season) for year in range(first.year - 1, last.year + 1) for begins, ends, season in _of(year)
    )
    return tuple(dict.fromkeys(season for begins, ends, season in spans if begins <= last and first <= ends))


def easter_sunday(year: int) -> date:
    """In the Gregorian calendar. Source: Meeus, Astronomical Algorithms, ch. 8."""
    century, rest = divmod(year, 100)
    leaps, years_on = divmod(century, 4)
    corrected = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leaps - corrected + 15) % 30
    weekday = (32 + 2 * years_on + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def election_day(year: int) -> date | None:
    """Every second year there is none."""
    if year % 2 == 0:
        return None
    first = date(year, SEPTEMBER, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7)


def _of(year: int) -> Iterator[tuple[date, date, Season]]:
    """First and last day."""
    easter = easter_sunday(year)
    yield easter - timedelta(days=7), easter + timedelta(days=1), Season.EASTER
    yield date.fromisocalendar(year, 28, 1), date.fromisocalendar(year, 30, 7), Season.SUMMER
    election = election_day(year)
    if election:
        yield election - A_FORTNIGHT, election, Season.ELECTION
    yield date(year, 12, 24), date(year + 1, 1, 1), Season.CHRISTMAS
