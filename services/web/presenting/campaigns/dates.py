"""The rounds that a plan leads to, one by one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from domain.campaign.calendar import coming_rounds
from domain.campaign.events import Cause
from domain.campaign.state import Campaign
from domain.civil_time import civil_of, days_later, moment_of
from domain.ids import RoundId
from domain.planning.plan import planned_at
from domain.planning.recurrence import Recurrence
from domain.planning.seasons import DayOff, Season, day_off, seasons_between

SHOWN: Final = 8
"""Two years of quarters."""


class Coming(msgspec.Struct, frozen=True):
    """A round that is not due yet, as it would be if it opened in time.

    `hints` are what to think of before it does: seasons that it is open in, and a day off that it opens on.
    """

    id: RoundId
    opens_at: datetime
    reminders: tuple[date, ...]
    closes_at: datetime
    hints: tuple[Season | DayOff, ...]
    is_skipped: bool


def coming(state: Campaign, recurrence: Recurrence, now: datetime, at_most: int = SHOWN) -> list[Coming]:
    return [_coming(state, one) for one in coming_rounds(state, recurrence, now, at_most)]


def next_opening(state: Campaign, recurrence: Recurrence, now: datetime) -> Coming | None:
    """The first that nobody has chosen to leave out."""
    return next((one for one in coming(state, recurrence, now) if not one.is_skipped), None)


def _coming(state: Campaign, round_: RoundId) -> Coming:
    opens_at = moment_of(planned_at(round_))
    closes_at = days_later(opens_at, state.plan.open_for)
    first = civil_of(opens_at).date()
    off = day_off(first)
    return Coming(
        id=round_,
        opens_at=opens_at,
        reminders=tuple(civil_of(days_later(closes_at, -days)).date() for days in state.plan.reminders),
        closes_at=closes_at,
        hints=(*seasons_between(first, civil_of(closes_at).date()), *((off,) if off else ())),
        is_skipped=state.skipped.get(round_) is Cause.PLANNED,
    )


def ids_of(rounds: Sequence[Coming]) -> tuple[RoundId, ...]:
    return tuple(one.id for one in rounds)
