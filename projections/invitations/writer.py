"""Keeps `invitations`, one row for each person and measurement."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from domain.invitation import events as happened
from domain.invitation.state import Invitation, OfOne, evolve_one
from infra.eventlog.log import Recorded
from projections.projection import Projection

INVITATION: msgspec.json.Decoder[Invitation] = msgspec.json.Decoder(Invitation)

TOUCHED = """
select invitation_id, state from read_invitations.invitations
where tenant_id = $1 and invitation_id = any($2::uuid[])
order by invitation_id
"""

KEEP = """
insert into read_invitations.invitations (tenant_id, invitation_id, measurement_id, person_id, state)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, invitation_id) do update set state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    events = [record.event for record in records if isinstance(record.event, OfOne)]
    rows = await connection.fetch(TOUCHED, tenant, list({event.invitation for event in events}))
    states: dict[UUID, Invitation] = {row["invitation_id"]: INVITATION.decode(row["state"]) for row in rows}
    for event in events:
        states[event.invitation] = evolve_one(states.get(event.invitation), event)
    await connection.executemany(
        KEEP,
        [(tenant, key, one.measurement, one.person, msgspec.json.encode(one)) for key, one in states.items()],
    )


PROJECTION = Projection(
    name="invitations",
    events=(
        happened.PersonInvited,
        happened.LetterSent,
        happened.LetterReturned,
        happened.LetterRepeated,
        happened.InvitationRevoked,
        happened.PersonInvitedAgain,
    ),
    apply=apply,
)
