"""What becomes of somebody's invitations when they leave the workspace, or are forgotten."""

from uuid import uuid5

import msgspec

from domain.event import Act
from domain.ids import InvitationId, SubjectId, TenantId
from domain.invitation import decisions
from domain.invitation.state import Invitation
from domain.streams import invitation_stream
from infra.dialogue import rolls
from infra.dialogue.knocks import At
from projections.invitations.queries import invitations_of_person
from services.application.campaigns.standing import invitations_written
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write


class EndOfInvitation(msgspec.Struct, frozen=True, tag=True):
    """`link` tells one time of leaving from another, after the person came back and was invited again."""

    invitation: InvitationId
    link: int


async def revoke_of_leaver(world: World, tenant: TenantId, person: SubjectId) -> None:
    """None of them holds, and none is on a roll. What was answered stays: nobody can tell which ballots those are.

    `world` is the worker's. Again does no harm.
    """
    async with world.database.reading(tenant) as connection:
        found = await invitations_of_person(connection, tenant, person)
    for invitation in found:
        await _revoke(world, tenant, invitation)
        async with world.database.tenant(tenant) as connection:
            await rolls.take_off(connection, world.roll_seal, At(tenant, invitation.measurement), invitation.id)


async def _revoke(world: World, tenant: TenantId, invitation: Invitation) -> None:
    """By whoever asked for the letter last: the reason stands with the leaving."""
    measurement = invitation.measurement

    async def decision(act: Act) -> Decision:
        written = await invitations_written(world, tenant, measurement)
        events = decisions.revoke_of_leaver(written.state, invitation.person, act)
        return Decision(following(invitation_stream(measurement), written.recorded, events))

    command = EndOfInvitation(invitation=invitation.id, link=invitation.link)
    caller = Caller(tenant=tenant, subject=invitation.by)
    command_id = uuid5(invitation.id, f"left {invitation.link}")
    await write(world, caller, command_id, fingerprint(world, measurement, command), decision)
