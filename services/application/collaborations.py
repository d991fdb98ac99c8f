"""Use cases of a collaboration."""

from uuid import UUID

from domain.collaboration.decisions import AddParticipant, Command, FormCollaboration, decide, form
from domain.collaboration.state import fold
from domain.event import Act
from domain.ids import CollaborationId
from domain.streams import workspace_stream
from domain.workspace.state import Standing
from domain.workspace.state import fold as fold_workspace
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


async def form_collaboration(
    world: World, caller: Caller, collaboration: CollaborationId, command: FormCollaboration, command_id: UUID
) -> Written:
    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, collaboration)
        if recorded:
            return Decision()
        return Decision(following(collaboration, recorded, form(collaboration, command, act)))

    return await write(world, caller, command_id, fingerprint(world, collaboration, command), decision)


async def decide_collaboration(
    world: World, caller: Caller, collaboration: CollaborationId, command: Command, command_id: UUID
) -> Written:
    """Everything that can be asked of a collaboration once it was formed; raises the rule that is broken."""

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, collaboration)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="collaboration")
        if isinstance(command, AddParticipant):
            await _must_be_a_member(world, caller, command)
        return Decision(following(collaboration, recorded, decide(collaboration, state, command, act)))

    return await write(world, caller, command_id, fingerprint(world, collaboration, command), decision)


async def _must_be_a_member(world: World, caller: Caller, command: AddParticipant) -> None:
    """Invited or joined: who is invited today belongs from the first sign-in on."""
    recorded = await world.log.read_stream(caller.tenant, workspace_stream(caller.tenant))
    workspace = fold_workspace(record.event for record in recorded)
    member = workspace.members.get(command.participant) if workspace else None
    if member is None or member.standing is Standing.GONE:
        raise NoSuchThing(what="member")
