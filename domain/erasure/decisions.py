"""What can be asked of an erasure, and what it answers."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from domain.erasure import events as happened
from domain.erasure.state import Erasure, Status
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import SubjectId
from domain.text import clear

WAIT: Final = timedelta(hours=72)
"""How long the only administrator of a workspace thinks it over."""


class RequestErasure(msgspec.Struct, frozen=True, tag=True):
    what: happened.Forgotten
    reason: str


class ConfirmErasure(msgspec.Struct, frozen=True, tag=True):
    pass


class WithdrawErasure(msgspec.Struct, frozen=True, tag=True):
    pass


class AdministratorIsNeeded(DomainError):
    """Only an administrator who has joined asks for an erasure, confirms it or takes it back."""

    code = "administrator_is_needed"


class AnotherAdministratorIsNeeded(DomainError):
    """Where there are several, the one who asked does not confirm."""

    code = "another_administrator_is_needed"


class ErasureMustWait(DomainError):
    """The only administrator confirms when `WAIT` has passed since it was asked for. Data: `until`."""

    code = "erasure_must_wait"


class ErasureIsDecided(DomainError):
    """It was confirmed or withdrawn already."""

    code = "erasure_is_decided"


def request(erasure: UUID, command: RequestErasure, administrators: AbstractSet[SubjectId], act: Act) -> Event:
    """`administrators` are those who have joined, now."""
    if act.by not in administrators:
        raise AdministratorIsNeeded
    reason = clear(SubjectId(erasure), command.reason)
    return happened.ErasureRequested(at=act.at, by=act.by, what=command.what, reason=reason)


def decide(
    state: Erasure, command: ConfirmErasure | WithdrawErasure, administrators: AbstractSet[SubjectId], act: Act
) -> Event:
    """Who the administrators are is asked at this moment, not at that of the request."""
    if act.by not in administrators:
        raise AdministratorIsNeeded
    if state.status is not Status.WAITING:
        raise ErasureIsDecided
    if isinstance(command, WithdrawErasure):
        return happened.ErasureWithdrawn(at=act.at, by=act.by)
    since = confirmable_from(state, administrators, act.by)
    if since is None:
        raise AnotherAdministratorIsNeeded
    if act.at < since:
        raise ErasureMustWait(until=since)
    return happened.ErasureConfirmed(at=act.at, by=act.by)


def confirmable_from(state: Erasure, administrators: AbstractSet[SubjectId], by: SubjectId) -> datetime | None:
    """From when on `by` can confirm, as things stand; `None`: somebody else has to."""
    if administrators == {by}:
        return state.requested_at + WAIT
    return state.requested_at if by != state.requested_by else None


def carried_out(state: Erasure, at: datetime) -> tuple[Event, ...]:
    """Nothing where it was done before."""
    if state.status is not Status.CONFIRMED or state.confirmed_by is None:
        return ()
    return (happened.ErasureCarriedOut(at=at, by=state.confirmed_by),)
