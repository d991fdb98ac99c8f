"""Which rounds of a campaign are due, and which are to come."""

from datetime import datetime
from itertools import islice

from domain.campaign.state import Campaign, Standing
from domain.civil_time import civil_of, moment_of
from domain.ids import RoundId
from domain.planning.plan import planned_at, round_of
from domain.planning.recurrence import AN_HOUR, FAR_AHEAD, Recurrence


def due_rounds(state: Campaign, recurrence: Recurrence, now: datetime) -> tuple[RoundId, ...]:
    """What should have opened by now and was neither opened nor left out, earliest first."""
    if state.standing is Standing.CANCELLED:
        return ()
    found = recurrence.between(state.plan, _decided_until(state), civil_of(now) + AN_HOUR)
    return tuple(round_of(one) for one in found if _is_to_come(state, one) and moment_of(one) <= now)


def coming_rounds(state: Campaign, recurrence: Recurrence, now: datetime, at_most: int) -> tuple[RoundId, ...]:
    """Those that will be due after now, the intended skips too: for the next ten years at most."""
    if state.standing is Standing.CANCELLED:
        return ()
    found = recurrence.between(state.plan, civil_of(now) - AN_HOUR, civil_of(now) + FAR_AHEAD)
    return tuple(islice((round_of(one) for one in found if moment_of(one) > now), at_most))


def next_round(state: Campaign, recurrence: Recurrence) -> RoundId | None:
    """The first that is neither opened nor left out, whether it is due or not."""
    if state.standing is Standing.CANCELLED:
        return None
    after = _decided_until(state)
    found = recurrence.between(state.plan, after, after + FAR_AHEAD)
    return next((round_of(one) for one in found if _is_to_come(state, one)), None)


def _decided_until(state: Campaign) -> datetime:
    """Nothing up to here is looked at again: it has opened, or a later one has, or it was due before the plan."""
    earliest = civil_of(state.in_force_since) - AN_HOUR
    return max(planned_at(state.newest_opened), earliest) if state.newest_opened else earliest


def _is_to_come(state: Campaign, civil: datetime) -> bool:
    return not state.is_decided(round_of(civil)) and moment_of(civil) >= state.in_force_since
