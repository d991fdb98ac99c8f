"""Use cases of a workspace: who belongs to it."""

from collections.abc import Sequence
from uuid import UUID

from domain.event import Act
from domain.ids import TenantId
from domain.streams import workspace_stream
from domain.workspace.decisions import Command, FoundWorkspace, InviteMember, decide, found
from domain.workspace.state import fold
from infra.eventlog.log import OutboxRow
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write

INVITATION = "mail.invitation"


async def found_workspace(world: World, caller: Caller, command: FoundWorkspace, command_id: UUID) -> Written:
    """In a tenant whose log was opened for it."""
    stream = workspace_stream(caller.tenant)

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, stream)
        return Decision() if recorded else Decision(following(stream, recorded, found(command, act)))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def decide_workspace(world: World, caller: Caller, command: Command, command_id: UUID) -> Written:
    """Everything that can be asked of a workspace; raises the rule that is broken."""
    stream = workspace_stream(caller.tenant)

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, stream)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="workspace")
        return Decision(following(stream, recorded, decide(state, command, act)), _work(caller.tenant, command))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


def _work(tenant: TenantId, command: Command) -> Sequence[OutboxRow]:
    if isinstance(command, InviteMember):
        return (OutboxRow(kind=INVITATION, payload={"tenant": tenant, "member": str(command.member)}),)
    return ()
