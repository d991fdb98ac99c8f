"""Which actions a measurement looks back on."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.action_plan.events import ActionDone, ActionDropped
from domain.action_plan.state import Action, ActionPlan, Status, evolve
from domain.event import Event
from domain.ids import ActionId, MeasurementId


class Meeting(msgspec.Struct, frozen=True):
    """A measurement and when it was closed, none while it is open."""

    id: MeasurementId
    closed_at: datetime | None


def since_last_time(events: Sequence[Event], last: Meeting, this: Meeting) -> list[Action]:
    """Those that were agreed or begun before `this`, as they stood when it was closed or as they stand now.

    What was over when `last` was closed is left out, unless it was agreed there or is judged here: nobody has been
    asked of it since. In the order in which they were suggested.
    """
    plan, over = ActionPlan(), dict[ActionId, datetime]()
    for event in events:
        if this.closed_at is not None and event.at > this.closed_at:
            break
        plan = evolve(plan, event)
        if isinstance(event, ActionDone | ActionDropped):
            over[event.action] = event.at
    return [action for action in plan.actions.values() if _concerns(action, over.get(action.id), last, this)]


def _concerns(action: Action, over_at: datetime | None, last: Meeting, this: Meeting) -> bool:
    if this.id in action.verdicts:
        return True
    if action.status is Status.SUGGESTED or this.id in {action.measurement, action.agreed_in}:
        return False
    if not action.is_over or last.id == action.agreed_in:
        return True
    return over_at is not None and last.closed_at is not None and over_at >= last.closed_at
