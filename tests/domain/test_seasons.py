"""Which times are worth a thought before a round is opened in them."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from domain.planning.seasons import DayOff, Season, day_off, easter_sunday, election_day, seasons_between


def test_easter_is_when_others_reckon_it() -> None:
    assert all(easter_sunday(year) == easter(year) for year in range(1900, 2200))


@pytest.mark.parametrize(
    ("year", "day"), [(2023, date(2023, 9, 11)), (2025, date(2025, 9, 8)), (2027, date(2027, 9, 13)), (2026, None)]
)
def test_elections_are_on_the_second_monday_of_september_in_odd_years(year: int, day: date | None) -> None:
    assert election_day(year) == day


@pytest.mark.parametrize(
    ("first", "season"),
    [
        (date(2027, 7, 12), Season.SUMMER),
        (date(2027, 8, 1), Season.SUMMER),
        (date(2027, 12, 24), Season.CHRISTMAS),
        (date(2028, 1, 1), Season.CHRISTMAS),
        (date(2027, 3, 21), Season.EASTER),
        (date(2027, 3, 29), Season.EASTER),
        (date(2027, 8, 30), Season.ELECTION),
        (date(2027, 9, 13), Season.ELECTION),
    ],
)
def test_a_day_in_a_season_is_known_to_be(first: date, season: Season) -> None:
    assert seasons_between(first, first) == (season,)


@pytest.mark.parametrize(
    "day",
    [date(2027, 7, 11), date(2027, 8, 2), date(2028, 1, 2), date(2027, 3, 30), date(2027, 9, 14), date(2026, 9, 10)],
)
def test_the_day_beside_it_is_not(day: date) -> None:
    assert seasons_between(day, day) == ()


def test_a_long_round_can_touch_several_and_each_is_told_once() -> None:
    assert seasons_between(date(2027, 7, 1), date(2028, 1, 2)) == (Season.SUMMER, Season.ELECTION, Season.CHRISTMAS)
    assert seasons_between(date(2027, 1, 2), date(2027, 1, 2) + timedelta(days=60)) == ()


HOLIDAYS_OF_2027 = """
    2027-01-01 2027-03-25 2027-03-26 2027-03-28 2027-03-29 2027-05-01 2027-05-06 2027-05-16 2027-05-17 2027-12-25
    2027-12-26
"""
"""Whit Monday falls on Constitution Day."""


def test_the_days_on_which_everybody_is_off_are_those_of_the_calendar() -> None:
    year = [date(2027, 1, 1) + timedelta(days=days) for days in range(365)]
    assert [one.isoformat() for one in year if day_off(one) is DayOff.HOLIDAY] == HOLIDAYS_OF_2027.split()


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 5, 14), DayOff.HOLIDAY),
        (date(2026, 5, 25), DayOff.HOLIDAY),
        (date(2027, 1, 9), DayOff.SATURDAY),
        (date(2027, 1, 10), DayOff.SUNDAY),
        (date(2027, 1, 11), None),
        (date(2027, 3, 24), None),
        (date(2027, 3, 30), None),
        (date(2027, 12, 24), None),
    ],
)
def test_a_saturday_a_sunday_and_a_holiday_are_told_apart(day: date, off: DayOff | None) -> None:
    assert day_off(day) is off
