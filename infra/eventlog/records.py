"""What goes into the log, and what comes out of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.event import Event
from domain.ids import TenantId


class NewEvent(msgspec.Struct, frozen=True):
    """An event about to be appended, as the `originator_version`-th of its stream; versions begin with 1."""

    originator_id: UUID
    originator_version: int
    event: Event


class Recorded(msgspec.Struct, frozen=True):
    """An event of the log. `recorded_at` is evidence only: figures use the time in the event."""

    tenant: TenantId
    position: int
    originator_id: UUID
    originator_version: int
    recorded_at: datetime
    event: Event


class Appended(msgspec.Struct, frozen=True):
    """The positions that a command's events got, both ends included; `last` is below `first` when it had none."""

    first: int
    last: int


class OutboxRow(msgspec.Struct, frozen=True):
    """Something that must happen once the events stand, at once or from `available_at` on."""

    kind: str
    payload: Mapping[str, Any]
    available_at: datetime | None = None
