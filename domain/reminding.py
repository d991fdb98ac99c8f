"""Who is reminded of an action that has a date, and on which days. `docs/decisions/reminders.md` says why.

Days are those in Norway; whoever asks knows which day a moment was.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from domain.action_plan.events import ActionAgreed, AgreementRevised
from domain.action_plan.state import Action
from domain.collaboration.state import Collaboration
from domain.event import Event
from domain.ids import ActionId, CollaborationId, SubjectId
from domain.workspace.events import Role
from domain.workspace.state import Standing, Workspace

WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)

LATEST: Final = WEEK
"""How long after its date somebody is still reminded for the first time: a machine may have been away."""

LEADERS: Final = frozenset({Role.ADMINISTRATOR, Role.FACILITATOR})


class Kind(StrEnum):
    WEEK_BEFORE = "week_before"
    DAY_AFTER = "day_after"


class Reminder(msgspec.Struct, frozen=True):
    """Of one action with the date that it had then: another date is another reminder."""

    collaboration: CollaborationId
    action: ActionId
    due: date
    kind: Kind


class Agreement(msgspec.Struct, frozen=True):
    """By whom and when owner and date were said as they stand."""

    by: SubjectId
    at: datetime


def agreements(events: Iterable[Event]) -> Mapping[ActionId, Agreement]:
    """Of each action that ever had one, the last."""
    return {
        event.action: Agreement(by=event.by, at=event.at)
        for event in events
        if isinstance(event, ActionAgreed | AgreementRevised)
    }


def kind_on(today: date, due: date, agreed_on: date) -> Kind | None:
    """What there is to be reminded of today: in the week before the date, and for a week after it.

    Nothing for who agreed on the date when the day of the letter had come already: they know.
    """
    if due - WEEK <= today <= due:
        return Kind.WEEK_BEFORE if agreed_on < due - WEEK else None
    if due < today <= due + LATEST:
        return Kind.DAY_AFTER if agreed_on <= due else None
    return None


def readers(
    action: Action, agreement: Agreement, collaboration: Collaboration, workspace: Workspace
) -> frozenset[SubjectId]:
    """Who belongs for the owner; if nobody does, who leads among those who belong; if nobody, who led it to be agreed.

    Only members who have joined, so that everybody who is written to can open the action's page.
    """
    joined = {who: member.role for who, member in workspace.members.items() if member.standing is Standing.JOINED}
    here = collaboration.participants.keys() & joined.keys()
    owning = {who for who in here if collaboration.participants[who] == action.owner}
    leading = {who for who in here if joined[who] in LEADERS}
    led = {agreement.by} if joined.get(agreement.by) in LEADERS else set[SubjectId]()
    return frozenset(owning or leading or led)
