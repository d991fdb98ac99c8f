"""Recurrence rules: what is taken for one, and that none of them makes everybody wait."""

import time
from datetime import date, datetime

import pytest

from domain.planning.soundness import RuleIsNotUnderstood
from infra.recurrence import Rules
from tests.support.campaigns import plan

A_YEAR = datetime.fromisoformat("2027-01-01"), datetime.fromisoformat("2028-01-01")

LONGEST_SEARCH = 2.0
"""Seconds of the processor."""


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "hvert kvartal",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;COUNT=x",
        "FREQ=MONTHLY;COUNT=2;UNTIL=20280101",
        "FREQ=MONTHLY;UNTIL=20280101T000000Z",
        "FREQ=MONTHLY;BYHOUR=9",
        "FREQ=MONTHLY\nEXDATE:20270411T080000;FREQ=MONTHLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
    ],
)
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(RuleIsNotUnderstood):
        Rules().between(plan(rule=rule), *A_YEAR)


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"])
def test_a_rule_that_never_comes_to_a_day_is_known_soon(rule: str) -> None:
    begun = time.process_time()
    assert Rules().between(plan(rule=rule), *A_YEAR) == []
    assert time.process_time() - begun < LONGEST_SEARCH


def test_the_last_days_of_months_of_unequal_length_are_all_there() -> None:
    last = plan(begins=date(2027, 1, 31), rule="FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1")
    assert [(one.month, one.day) for one in Rules().between(last, *A_YEAR)][:4] == [(1, 31), (2, 28), (3, 31), (4, 30)]
