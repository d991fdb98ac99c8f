"""What a read model is: the events that it follows, and how a page of them changes its tables.

A read model `people` lives in `projections/people/` and in the schema `read_people`. Its tables have a `tenant_id`,
no foreign keys, and nothing in them but what its events say, so that they can be built again at any time.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
from asyncpg import Connection

from domain.event import Event
from domain.ids import TenantId
from domain.topics import UPCASTS, Upcast
from infra.eventlog.records import Recorded


class Apply(Protocol):
    """Writes what a page of one tenant's events means, all of them kinds that the read model follows.

    It runs in the transaction that also moves the read model's position, so each event counts once. It names its
    tables with their schema, and sends whole pages to the database rather than single rows where it can.
    """

    async def __call__(self, connection: Connection, tenant: TenantId, records: Sequence[Recorded], /) -> None: ...


class Projection(msgspec.Struct, frozen=True):
    """A read model's writer. `events` are the kinds that it follows; it is never shown another."""

    name: str
    events: tuple[type[Event], ...]
    apply: Apply

    @property
    def schema(self) -> str:
        return f"read_{self.name}"

    def topics(self, upcasts: Mapping[str, Upcast] = UPCASTS) -> frozenset[str]:
        """As they may stand in the log: older versions of the kinds that it follows too."""
        followed = {kind.TOPIC for kind in self.events}
        while older := {topic for topic, step in upcasts.items() if step.topic in followed} - followed:
            followed |= older
        return frozenset(followed)
