"""Recurrence rules, read by dateutil."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import Final

from dateutil.rrule import rrule, rruleset, rrulestr

from domain.planning.plan import Plan
from domain.planning.soundness import RuleIsNotUnderstood

PARTS: Final = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYMONTH",
        "BYMONTHDAY",
        "BYDAY",
        "BYSETPOS",
        "BYWEEKNO",
        "BYYEARDAY",
    }
)
"""What a rule may be made of: days, never hours. Source: RFC 5545, 3.3.10."""

FREQUENCIES: Final = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})

BY_DAY_ALONE: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"})
"""Of a rule by the day or the week; what tells more days apart is a rule by the month or the year. To find that a rule
never comes to any day, dateutil goes on to the year 9999, and by days or weeks that takes seconds."""


class Rules:
    """The domain's `Recurrence`."""

    def between(self, plan: Plan, after: datetime, until: datetime) -> Sequence[datetime]:
        return list(takewhile(lambda one: one <= until, _rule(plan.rule, plan.first).xafter(after)))


@lru_cache(maxsize=1024)
def _rule(rule: str | None, first: datetime) -> rrule | rruleset:
    """Rules are civil time and hold no clock, so that one which was read stays as it is."""
    if rule is None:
        once = rruleset()
        once.rdate(first)
        return once
    if not _is_of_days(rule):
        raise RuleIsNotUnderstood(rule=rule)
    try:
        return rrulestr(rule.upper(), dtstart=first, cache=True)
    except (ValueError, TypeError, KeyError):
        raise RuleIsNotUnderstood(rule=rule) from None


def _is_of_days(rule: str) -> bool:
    """One rule, with parts that we take. An end is by number or by date, never both. Source: RFC 5545, 3.3.10."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    allowed = BY_DAY_ALONE if parts.get("FREQ") in {"DAILY", "WEEKLY"} else PARTS
    return (
        rule.split() == [rule]
        and parts.keys() <= allowed
        and parts.get("FREQ") in FREQUENCIES
        and parts.get("INTERVAL", "1").strip("0") != ""
        and not {"COUNT", "UNTIL"} <= parts.keys()
    )
