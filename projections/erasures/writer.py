"""Keeps `erasures` by folding the events of each erasure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.erasure import events as happened
from domain.erasure.state import Erasure, evolve
from domain.ids import SubjectId, TenantId
from infra.eventlog.log import Recorded
from projections.projection import Projection

STATE: msgspec.json.Decoder[Erasure] = msgspec.json.Decoder(Erasure)

STATES = """
select erasure_id, state from read_erasures.erasures
where tenant_id = $1 and erasure_id = any($2::uuid[])
order by erasure_id
"""

KEEP = """
insert into read_erasures.erasures (tenant_id, erasure_id, person_id, requested_at, state)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, erasure_id) do update set state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    touched = list({record.originator_id for record in records})
    rows = await connection.fetch(STATES, tenant, touched)
    states: dict[UUID, Erasure] = {row["erasure_id"]: STATE.decode(row["state"]) for row in rows}
    for record in records:
        states[record.originator_id] = evolve(states.get(record.originator_id), record.event)
    await connection.executemany(
        KEEP,
        [
            (tenant, key, _person(state), state.requested_at, msgspec.json.encode(state))
            for key, state in states.items()
        ],
    )


def _person(state: Erasure) -> SubjectId | None:
    return state.what.member if isinstance(state.what, happened.Person) else None


PROJECTION = Projection(
    name="erasures",
    events=(
        happened.ErasureRequested,
        happened.ErasureConfirmed,
        happened.ErasureWithdrawn,
        happened.ErasureCarriedOut,
    ),
    apply=apply,
)
