"""Which plans can be kept: rounds that don't overlap, reminders within them, and a first day that the rule leads to."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from domain.civil_time import moment_of
from domain.errors import DomainError
from domain.event import Act
from domain.planning.plan import AllOfThem, Listed, OfThemes, Plan
from domain.planning.recurrence import Recurrence

LONGEST_OPEN: Final = 60
"""Days. A quarter has at least 90."""
MOST_REMINDERS: Final = 3
LOOKED_AHEAD: Final = 60
"""So many rounds are held against each other before a plan is taken."""


class RuleIsNotUnderstood(DomainError):
    """Not an RRULE of RFC 5545, or one by the hour."""

    code = "rule_is_not_understood"


class BeginsOffTheRule(DomainError):
    """The first day is none that the rule leads to: nobody could say when the first round opens."""

    code = "begins_off_the_rule"


class BeginsInThePast(DomainError):
    code = "begins_in_the_past"


class RoundsWouldOverlap(DomainError):
    """A round would still be open when the next is due."""

    code = "rounds_would_overlap"


class OpenForTooLong(DomainError):
    code = "open_for_too_long"


class RemindersOutsideTheRound(DomainError):
    """A reminder goes out on a day on which the round is open, each on another one."""

    code = "reminders_outside_the_round"


class NothingIsChosen(DomainError):
    """The plan names no theme, or no collaboration."""

    code = "nothing_is_chosen"


def new_plan(plan: Plan, recurrence: Recurrence, act: Act) -> Plan:
    """A plan that a campaign could begin with now, in one form. Raises the rule that is broken."""
    if moment_of(plan.first) <= act.at:
        raise BeginsInThePast
    return sound(plan, recurrence)


def sound(plan: Plan, recurrence: Recurrence) -> Plan:
    """In one form, whatever order and repetition it was asked in. Raises the rule that is broken."""
    if not 1 <= plan.open_for <= LONGEST_OPEN:
        raise OpenForTooLong(longest=LONGEST_OPEN)
    reminders = tuple(sorted(set(plan.reminders), reverse=True))
    if len(reminders) > MOST_REMINDERS or any(not 1 <= days < plan.open_for for days in reminders):
        raise RemindersOutsideTheRound(most=MOST_REMINDERS)
    match plan.selection:
        case OfThemes(themes=named) | Listed(collaborations=named):
            if not named:
                raise NothingIsChosen
        case AllOfThem():
            pass
    _must_not_overlap(plan, recurrence)
    return replace(plan, reminders=reminders)


def _must_not_overlap(plan: Plan, recurrence: Recurrence) -> None:
    first = plan.first
    rounds = recurrence.between(plan, first - timedelta(minutes=1), first + timedelta(days=366 * 12))[:LOOKED_AHEAD]
    if not rounds:
        raise BeginsOffTheRule(reason="leads_nowhere")
    if rounds[0] != first:
        raise BeginsOffTheRule(reason="leads_elsewhere", next=moment_of(rounds[0]))
    if any(later - earlier < timedelta(days=plan.open_for) for earlier, later in pairwise(rounds)):
        raise RoundsWouldOverlap(days=min((later - earlier).days for earlier, later in pairwise(rounds)))
