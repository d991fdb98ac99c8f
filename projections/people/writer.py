"""Keeps `people` by the events of the workspace."""

from collections.abc import Sequence

from asyncpg import Connection

from domain.ids import TenantId
from domain.workspace import events as happened
from domain.workspace.state import Standing
from infra.eventlog.log import Recorded
from projections.projection import Projection
from projections.sealed import packed

INVITE = """
insert into read_people.people (tenant_id, subject_id, role, standing, email, name, invited_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, subject_id) do update
set role = excluded.role, standing = excluded.standing, email = excluded.email, name = excluded.name,
    invited_at = excluded.invited_at
"""

STAND = "update read_people.people set standing = $3 where tenant_id = $1 and subject_id = $2"

GRANT = "update read_people.people set role = $3 where tenant_id = $1 and subject_id = $2"


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    for record in records:
        match record.event:
            case happened.MemberInvited() as event:
                name = packed(event.name) if event.name else None
                await connection.execute(
                    INVITE, tenant, event.member, event.role, Standing.INVITED, packed(event.email), name, event.at
                )
            case happened.MemberJoined(member=member):
                await connection.execute(STAND, tenant, member, Standing.JOINED)
            case happened.MemberLeft(member=member) | happened.InvitationWithdrawn(member=member):
                await connection.execute(STAND, tenant, member, Standing.GONE)
            case happened.RoleGranted(member=member, role=role):
                await connection.execute(GRANT, tenant, member, role)
            case _:
                pass


PROJECTION = Projection(
    name="people",
    events=(
        happened.MemberInvited,
        happened.MemberJoined,
        happened.MemberLeft,
        happened.InvitationWithdrawn,
        happened.RoleGranted,
    ),
    apply=apply,
)
