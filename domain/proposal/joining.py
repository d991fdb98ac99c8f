"""What of a proposed plan somebody takes part in who answers after it has begun."""

import re
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from domain.civil_time import civil_of, moment_of
from domain.errors import DomainError
from domain.planning.plan import Plan
from domain.planning.recurrence import A_MOMENT, AN_HOUR, FAR_AHEAD, Recurrence

COUNT: Final = re.compile(r"(?<=COUNT=)\d+")
"""How many rounds there are, in an RRULE. Source: RFC 5545, 3.3.10."""


class ProposalIsOver(DomainError):
    """All of its rounds are due already. Another time can be chosen."""

    code = "proposal_is_over"


def from_now_on(plan: Plan, recurrence: Recurrence, now: datetime) -> Plan | None:
    """The same rounds without those that are due already; `None` where none is to come in ten years."""
    if moment_of(plan.first) > now:
        return plan
    begins = _next(plan, recurrence, now)
    if begins is None or plan.rule is None:
        return None
    passed = len(recurrence.between(plan, plan.first - A_MOMENT, begins)) - 1
    rule = COUNT.sub(lambda found: str(int(found.group()) - passed), plan.rule)
    return replace(plan, begins=begins.date(), rule=rule)


def _next(plan: Plan, recurrence: Recurrence, now: datetime) -> datetime | None:
    found = recurrence.between(plan, civil_of(now) - AN_HOUR, civil_of(now) + FAR_AHEAD)
    return next((one for one in found if moment_of(one) > now), None)
