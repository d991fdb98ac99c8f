"""An auditor's access as its events have made it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.audit_access import events as happened
from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text


class Standing(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    OVER = "over"
    """Its time ran out while it was in use."""
    UNUSED = "unused"
    """Its time ran out before the auditor accepted."""
    ENDED_BY_AUDITOR = "ended_by_auditor"
    ENDED_BY_ADMINISTRATOR = "ended_by_administrator"


RUNNING = frozenset({Standing.INVITED, Standing.ACTIVE})


class AuditAccess(msgspec.Struct, frozen=True):
    """`name` and `email` are none only between the two events of one grant."""

    auditor: SubjectId
    purpose: Text
    until: datetime
    granted_at: datetime
    granted_by: SubjectId
    name: Text | None = None
    email: Text | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: SubjectId | None = None
    reason: Text | None = None

    def standing(self, at: datetime) -> Standing:
        if self.ended_at is not None:
            by_auditor = self.ended_by == self.auditor
            return Standing.ENDED_BY_AUDITOR if by_auditor else Standing.ENDED_BY_ADMINISTRATOR
        if at >= self.until:
            return Standing.OVER if self.accepted_at else Standing.UNUSED
        return Standing.ACTIVE if self.accepted_at else Standing.INVITED

    def runs(self, at: datetime) -> bool:
        """Whether it lets somebody in, or still may."""
        return self.standing(at) in RUNNING


def evolve(state: AuditAccess | None, event: Event) -> AuditAccess:
    """The access after `event`. `None` is the time before it was granted."""
    if isinstance(event, happened.AuditAccessGranted):
        return AuditAccess(
            auditor=event.auditor,
            purpose=event.purpose,
            until=event.until,
            granted_at=event.at,
            granted_by=event.by,
        )
    if state is None:
        raise LookupError(f"{event.TOPIC} before the access was granted")
    match event:
        case happened.AuditorInvited():
            return replace(state, name=event.name, email=event.email)
        case happened.InvitationRepeated():
            return state
        case happened.AuditAccessAccepted():
            return replace(state, accepted_at=event.at)
        case happened.AuditAccessEnded():
            return replace(state, ended_at=event.at, ended_by=event.by, reason=event.reason)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of an auditor's access")


def fold(events: Iterable[Event]) -> AuditAccess | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state
