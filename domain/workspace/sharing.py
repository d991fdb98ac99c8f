"""Whether a workspace shared its numbers while something was made of them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from domain.event import Event
from domain.workspace.events import SharingStarted, SharingStopped


class Shared(StrEnum):
    THROUGHOUT = "throughout"
    NEVER = "never"
    IN_PART = "in-part"
    """It began or stopped meanwhile. Which came first, that or the freezing, is not known to the workspace."""


def shared_between(events: Iterable[Event], begins: datetime, ends: datetime) -> Shared:
    """`events` are the workspace's, in their order."""
    changes = [(event.at, isinstance(event, SharingStarted)) for event in events if _changes(event)]
    if any(begins < at <= ends for at, _ in changes):
        return Shared.IN_PART
    before = [shares for at, shares in changes if at <= begins]
    return Shared.THROUGHOUT if before and before[-1] else Shared.NEVER


def _changes(event: Event) -> bool:
    return isinstance(event, SharingStarted | SharingStopped)
