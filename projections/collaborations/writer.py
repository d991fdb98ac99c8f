"""Keeps `collaborations` and `belonging` by the events of collaborations."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.collaboration import events as happened
from domain.collaboration.state import Collaboration, evolve
from domain.ids import TenantId
from infra.eventlog.log import Recorded
from projections.projection import Projection

STATE: msgspec.json.Decoder[Collaboration] = msgspec.json.Decoder(Collaboration)

STATES = """
select collaboration_id, state from read_collaborations.collaborations
where tenant_id = $1 and collaboration_id = any($2::uuid[])
order by collaboration_id
"""

KEEP = """
insert into read_collaborations.collaborations (tenant_id, collaboration_id, name, theme, formed_at, state)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, collaboration_id) do update
set name = excluded.name, theme = excluded.theme, state = excluded.state
"""

LEAVE = "delete from read_collaborations.belonging where tenant_id = $1 and collaboration_id = any($2::uuid[])"

BELONG = """
insert into read_collaborations.belonging (tenant_id, subject_id, collaboration_id, partner_id)
values ($1, $2, $3, $4)
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    touched = list({record.originator_id for record in records})
    rows = await connection.fetch(STATES, tenant, touched)
    states: dict[UUID, Collaboration] = {row["collaboration_id"]: STATE.decode(row["state"]) for row in rows}
    formed: dict[UUID, Recorded] = {}
    for record in records:
        states[record.originator_id] = evolve(states.get(record.originator_id), record.event)
        formed.setdefault(record.originator_id, record)
    await connection.executemany(
        KEEP,
        [
            (tenant, key, state.name, state.theme, formed[key].event.at, msgspec.json.encode(state))
            for key, state in states.items()
        ],
    )
    await connection.execute(LEAVE, tenant, touched)
    await connection.executemany(BELONG, _belonging(tenant, states))


def _belonging(tenant: TenantId, states: Mapping[UUID, Collaboration]) -> list[tuple[object, ...]]:
    return [
        (tenant, subject, collaboration, partner)
        for collaboration, state in states.items()
        for subject, partner in state.participants.items()
    ]


PROJECTION = Projection(
    name="collaborations",
    events=(
        happened.CollaborationFormed,
        happened.CollaborationRenamed,
        happened.PurposeReworded,
        happened.PartnerJoined,
        happened.PartnerLeft,
        happened.ParticipantJoined,
        happened.ParticipantLeft,
    ),
    apply=apply,
)
