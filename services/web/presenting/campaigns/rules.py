"""How often, as people choose it, and the rule that it means."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.planning.plan import Plan
from infra.translation.translator import Translator


class Every(StrEnum):
    """In the order in which the form shows them."""

    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    MONTHLY = "monthly"
    ONCE = "once"
    OWN = "own"
    """An RRULE that somebody wrote."""


class By(StrEnum):
    """Which day of the month it is again."""

    WEEKDAY = "weekday"
    """The second Monday, as the first day was."""
    DATE = "date"


MONTHS: Final[Mapping[Every, int]] = MappingProxyType(
    {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.HALF_YEARLY: 6, Every.YEARLY: 12}
)

SHORTEST_MONTH: Final = 28

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

LAST: Final = 5
"""A month need not have a fifth Monday: where the first day is one, the last is meant."""


def rule_of(every: Every, by: By, begins: date) -> str | None:
    """For all but a rule of one's own. No month is left out for being short."""
    months = MONTHS.get(every)
    if months is None:
        return None
    which = f";BYDAY={_ordinal(begins)}{WEEKDAYS[begins.weekday()]}" if by is By.WEEKDAY else _by_date(begins.day)
    return f"FREQ=MONTHLY;INTERVAL={months}{which}"


def choice_of(plan: Plan) -> tuple[Every, By]:
    """What was chosen, to be seen in the form again."""
    if plan.rule is None:
        return Every.ONCE, By.WEEKDAY
    for every in MONTHS:
        for by in By:
            if rule_of(every, by, plan.begins) == plan.rule:
                return every, by
    return Every.OWN, By.WEEKDAY


def often(plan: Plan, t: Translator) -> str:
    """`Hvert kvartal, andre mandag i måneden`."""
    every, by = choice_of(plan)
    if every is Every.OWN:
        return t("campaign.every.own", rule=plan.rule or "")
    words = t(f"campaign.every.{every}")
    if every is Every.ONCE:
        return words
    month = t("campaign.month.same" if every is Every.YEARLY else "campaign.month.each")
    if by is By.WEEKDAY:
        ordinal = t(f"campaign.ordinal.{_nth(plan.begins)}")
        return t("campaign.on.weekday", every=words, ordinal=ordinal, weekday=t.weekday(plan.begins), month=month)
    said = "campaign.on.last" if plan.begins.day > SHORTEST_MONTH else "campaign.on.date"
    return t(said, every=words, day=plan.begins.day, month=month)


def _nth(day: date) -> int:
    """Which of its weekday in the month."""
    return (day.day - 1) // 7 + 1


def _ordinal(day: date) -> int:
    return -1 if _nth(day) == LAST else _nth(day)


def _by_date(day: int) -> str:
    """The last of the days up to it that a month has. Up to the 28th, every month has it."""
    if day <= SHORTEST_MONTH:
        return ""
    days = ",".join(str(one) for one in range(SHORTEST_MONTH, day + 1))
    return f";BYMONTHDAY={days};BYSETPOS=-1"
