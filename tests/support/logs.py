"""Logs for tests: tenants that nobody else uses, events that are quickly written, and a sealer without keys."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from uuid import UUID, uuid4

import psycopg

from domain.event import Event
from domain.ids import QuestionId, SubjectId, TenantId
from domain.measurement.events import QuestionAnswered
from domain.text import Clear, Sealed
from infra.eventlog.log import EventLog
from infra.eventlog.records import Appended, NewEvent
from infra.migrations.roles import WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.builders import ANNA, NOON

_RANDOM = SystemRandom()


def new_tenant(database: DatabaseCopy, number: int | None = None) -> TenantId:
    """A tenant with an empty log."""
    tenant = TenantId(number or _RANDOM.randrange(10_000, 2**31))
    with psycopg.connect(database.url(WORKER)) as connection:
        connection.execute("select set_config('samson.tenant_id', %s, true)", [str(tenant)])
        connection.execute("select log.open_tenant(%s)", [tenant])
    return tenant


def answered(answer: int = 7, question: str = "5-2") -> QuestionAnswered:
    return QuestionAnswered(at=NOON, by=ANNA, question=QuestionId(question), answer=answer)


def versions(stream: UUID, events: Sequence[Event], after: int = 0) -> list[NewEvent]:
    return [NewEvent(stream, version, event) for version, event in enumerate(events, start=after + 1)]


async def append(log: EventLog, tenant: TenantId, events: Sequence[NewEvent], command: UUID | None = None) -> Appended:
    """As a command of its own."""
    command_id = command or uuid4()
    return await log.append(tenant, command_id, command_id.bytes, events)


class NoKeys:
    """Seals by turning the words around: enough to see where a text went, and that it did not stay as it was."""

    async def seal(
        self, tenant: TenantId, originator_id: UUID, originator_version: int, parts: Mapping[str, Clear]
    ) -> Mapping[str, Sealed]:
        return {
            name: Sealed(
                subject=SubjectId(clear.subject),
                originator_id=originator_id,
                originator_version=originator_version,
                part=name,
                key_id=UUID(int=tenant),
                nonce=bytes(12),
                ciphertext=clear.text[::-1].encode(),
            )
            for name, clear in parts.items()
        }
