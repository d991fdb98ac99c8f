"""An erasure as its events have made it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.erasure import events as happened
from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text


class Status(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    """A worker is at it."""
    WITHDRAWN = "withdrawn"
    CARRIED_OUT = "carried_out"


class Erasure(msgspec.Struct, frozen=True):
    what: happened.Forgotten
    reason: Text
    requested_by: SubjectId
    requested_at: datetime
    status: Status = Status.WAITING
    confirmed_by: SubjectId | None = None
    ended_at: datetime | None = None
    """When it was withdrawn or carried out."""


def evolve(state: Erasure | None, event: Event) -> Erasure:
    """The erasure after `event`. `None` is the time before it was asked for."""
    if isinstance(event, happened.ErasureRequested):
        return Erasure(what=event.what, reason=event.reason, requested_by=event.by, requested_at=event.at)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the erasure was asked for")
    match event:
        case happened.ErasureConfirmed():
            return replace(state, status=Status.CONFIRMED, confirmed_by=event.by)
        case happened.ErasureWithdrawn():
            return replace(state, status=Status.WITHDRAWN, ended_at=event.at)
        case happened.ErasureCarriedOut():
            return replace(state, status=Status.CARRIED_OUT, ended_at=event.at)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of an erasure")


def fold(events: Iterable[Event]) -> Erasure | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state
