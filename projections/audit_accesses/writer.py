"""Keeps `accesses` by the events of auditors' accesses."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.audit_access import events as happened
from domain.audit_access.state import AuditAccess, evolve
from domain.ids import TenantId
from domain.streams import audit_access_stream
from infra.eventlog.log import Recorded
from projections.projection import Projection

ACCESS: msgspec.json.Decoder[AuditAccess] = msgspec.json.Decoder(AuditAccess)

EVERY = """
select auditor_id, state from read_audit_accesses.accesses
where tenant_id = $1
order by auditor_id
"""

KEEP = """
insert into read_audit_accesses.accesses (tenant_id, auditor_id, until, granted_at, state)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, auditor_id) do update set state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    """A workspace has few auditors, so all of them are looked at, by the stream that each of them leads to."""
    rows = await connection.fetch(EVERY, tenant)
    states: dict[UUID, AuditAccess] = {
        audit_access_stream(row["auditor_id"]): ACCESS.decode(row["state"]) for row in rows
    }
    touched = dict.fromkeys(record.originator_id for record in records)
    for record in records:
        states[record.originator_id] = evolve(states.get(record.originator_id), record.event)
    await connection.executemany(
        KEEP,
        [
            (tenant, state.auditor, state.until, state.granted_at, msgspec.json.encode(state))
            for state in (states[stream] for stream in touched)
        ],
    )


PROJECTION = Projection(
    name="audit_accesses",
    events=(
        happened.AuditAccessGranted,
        happened.AuditorInvited,
        happened.InvitationRepeated,
        happened.AuditAccessAccepted,
        happened.AuditAccessEnded,
    ),
    apply=apply,
)
