"""What can be asked of an auditor's access, and what it answers.

That nobody is member and auditor of the same workspace is a rule about addresses, which are sealed: the use cases
keep it (`services.application.addresses`), and the tie between account and pseudonym, of which there is one.
"""

from datetime import UTC, datetime, timedelta
from typing import assert_never

import msgspec

from domain.address import sealed_address
from domain.audit_access import events as happened
from domain.audit_access.state import AuditAccess
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import SubjectId
from domain.text import clear

LONGEST = timedelta(days=90)
LONGEST_NAME = 120
LONGEST_PURPOSE = 500


class GrantAccess(msgspec.Struct, frozen=True, tag=True):
    """`auditor` is a fresh random pseudonym, of this access alone."""

    auditor: SubjectId
    name: str
    email: str
    purpose: str
    until: datetime


class RepeatInvitation(msgspec.Struct, frozen=True, tag=True):
    pass


class AcceptAccess(msgspec.Struct, frozen=True, tag=True):
    pass


class EndAccess(msgspec.Struct, frozen=True, tag=True):
    """Whoever ends somebody else's access says why."""

    reason: str = ""


Command = RepeatInvitation | AcceptAccess | EndAccess


class AuditAccessIsInThePast(DomainError):
    """Its last day is over before it has begun."""

    code = "audit_access_is_in_the_past"


class AuditAccessIsTooLong(DomainError):
    code = "audit_access_is_too_long"


class AuditAccessIsOver(DomainError):
    """Ended is ended: a new one is a new access."""

    code = "audit_access_is_over"


class AuditAccessIsAccepted(DomainError):
    code = "audit_access_is_accepted"


def grant(access: SubjectId, state: AuditAccess | None, command: GrantAccess, act: Act) -> tuple[Event, ...]:
    """`access` is whose key seals the purpose. Nothing for a pseudonym that has its access already."""
    if state is not None:
        return ()
    if command.until <= act.at:
        raise AuditAccessIsInThePast
    if command.until > act.at + LONGEST:
        raise AuditAccessIsTooLong(days=LONGEST.days)
    return (
        happened.AuditAccessGranted(
            at=act.at,
            by=act.by,
            auditor=command.auditor,
            until=command.until.astimezone(UTC),
            purpose=clear(access, command.purpose, LONGEST_PURPOSE),
        ),
        happened.AuditorInvited(
            at=act.at,
            by=act.by,
            auditor=command.auditor,
            name=clear(command.auditor, command.name, LONGEST_NAME),
            email=sealed_address(command.auditor, command.email),
        ),
    )


def decide(access: SubjectId, state: AuditAccess, command: Command, act: Act) -> tuple[Event, ...]:
    if not state.runs(act.at):
        raise AuditAccessIsOver
    match command:
        case RepeatInvitation():
            _must_be_open(state)
            return (happened.InvitationRepeated(at=act.at, by=act.by),)
        case AcceptAccess():
            _must_be_open(state)
            return (happened.AuditAccessAccepted(at=act.at, by=act.by),)
        case EndAccess():
            needs_no_reason = act.by == state.auditor and not command.reason.strip()
            reason = None if needs_no_reason else clear(access, command.reason, LONGEST_PURPOSE)
            return (happened.AuditAccessEnded(at=act.at, by=act.by, reason=reason),)
        case _:
            assert_never(command)


def end_with_erasure(state: AuditAccess, act: Act) -> tuple[Event, ...]:
    """Whoever is erased has no access any more; the erasure says why. Nothing where it is over already."""
    return (happened.AuditAccessEnded(at=act.at, by=act.by),) if state.runs(act.at) else ()


def _must_be_open(state: AuditAccess) -> None:
    if state.accepted_at is not None:
        raise AuditAccessIsAccepted
