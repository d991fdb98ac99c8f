"""Invitations to one measurement, to many, or of one person."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from asyncpg import Connection, Record

from domain.ids import MeasurementId, SubjectId, TenantId
from domain.invitation.state import Invitation
from projections.invitations.writer import INVITATION

TO_ONE = """
select state from read_invitations.invitations
where tenant_id = $1 and measurement_id = $2
order by invitation_id
"""


async def invitations_to(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> list[Invitation]:
    """Also those that hold no more."""
    return [INVITATION.decode(row["state"]) for row in await connection.fetch(TO_ONE, tenant, measurement)]


TO_MANY = """
select state from read_invitations.invitations
where tenant_id = $1 and measurement_id = any($2::uuid[])
order by measurement_id, invitation_id
"""


async def invitations_to_many(
    connection: Connection, tenant: TenantId, measurements: Collection[MeasurementId]
) -> Mapping[MeasurementId, Sequence[Invitation]]:
    """By measurement, of each that anybody was invited to."""
    found: dict[MeasurementId, list[Invitation]] = {}
    for row in await connection.fetch(TO_MANY, tenant, list(measurements)):
        invitation = INVITATION.decode(row["state"])
        found.setdefault(invitation.measurement, []).append(invitation)
    return found


OF_PERSON = """
select state from read_invitations.invitations
where tenant_id = $1 and person_id = $2
order by invitation_id
"""


async def invitations_of_person(connection: Connection, tenant: TenantId, person: SubjectId) -> list[Invitation]:
    return [INVITATION.decode(row["state"]) for row in await connection.fetch(OF_PERSON, tenant, person)]


SHOWN = """
select invitation_id::text, measurement_id::text, person_id::text, state
from read_invitations.invitations
where tenant_id = $1
order by invitation_id
"""


def shown_invitations(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
