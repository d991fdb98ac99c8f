"""Which rounds a plan means, and when: what the domain asks of a recurrence rule."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.ids import RoundId
from domain.planning.plan import Plan, planned_at

AN_HOUR: Final = timedelta(hours=1)
"""By so much two clocks on the wall may differ on one day."""

A_MOMENT: Final = timedelta(minutes=1)

FAR_AHEAD: Final = timedelta(days=3660)


class Recurrence(Protocol):
    """Reads RRULEs (RFC 5545). `infra.recurrence` is the real one."""

    def between(self, plan: Plan, after: datetime, until: datetime) -> Sequence[datetime]:
        """The rounds after `after` and not after `until`, in civil time, earliest first.

        Raises `RuleIsNotUnderstood`.
        """


def is_planned(plan: Plan, recurrence: Recurrence, round_: RoundId) -> bool:
    civil = planned_at(round_)
    return civil in recurrence.between(plan, civil - A_MOMENT, civil)
