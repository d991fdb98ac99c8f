"""The plan that a workspace is offered: every quarter. Source: domain model, section 6; the rest is ours."""

from datetime import date, datetime, time, timedelta
from typing import Final

from domain.civil_time import civil_of
from domain.modes import Mode
from domain.planning.plan import AllOfThem, Plan

A_QUARTER: Final = 3
"""Months."""

SECOND_MONDAYS: Final = "FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO"


def usual_plan(now: datetime) -> Plan:
    """From the second Monday of the next quarter: never between Christmas and New Year, and always on a weekday."""
    return Plan(
        selection=AllOfThem(),
        begins=_second_monday_of_next_quarter(civil_of(now).date()),
        opens_at=time(8),
        rule=SECOND_MONDAYS,
        open_for=21,
        reminders=(7, 3),
        mode=Mode.EACH_THEN_TOGETHER,
    )


def _second_monday_of_next_quarter(today: date) -> date:
    quarter = (today.month - 1) // A_QUARTER + 1
    first = date(today.year + quarter // 4, quarter % 4 * A_QUARTER + 1, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7)
