"""Use cases of a collaboration."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.collaboration.decisions import AddParticipant, AddPartner, Command, FormCollaboration, decide, form
from domain.collaboration.state import Collaboration, evolve, fold
from domain.event import Act, Event
from domain.ids import CollaborationId
from domain.streams import workspace_stream
from domain.workspace.state import Standing
from domain.workspace.state import fold as fold_workspace
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


class Several(msgspec.Struct, frozen=True):
    """Commands of one form: all of them or none."""

    commands: tuple[FormCollaboration | Command, ...]


async def form_collaboration(
    world: World,
    caller: Caller,
    collaboration: CollaborationId,
    command: FormCollaboration,
    command_id: UUID,
    *,
    partners: Sequence[AddPartner] = (),
) -> Written:
    """With the partners that are known from the beginning."""

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, collaboration)
        if recorded:
            return Decision()
        formed = form(collaboration, command, act)
        (first,) = formed
        events = formed + _decided(collaboration, evolve(None, first), partners, act)
        return Decision(following(collaboration, recorded, events))

    request = fingerprint(world, collaboration, Several(commands=(command, *partners)))
    return await write(world, caller, command_id, request, decision)


async def decide_collaboration(
    world: World, caller: Caller, collaboration: CollaborationId, command: Command, command_id: UUID
) -> Written:
    """Everything that can be asked of a collaboration once it was formed; raises the rule that is broken."""
    return await decide_several(world, caller, collaboration, (command,), command_id)


async def decide_several(
    world: World, caller: Caller, collaboration: CollaborationId, commands: Sequence[Command], command_id: UUID
) -> Written:
    """As `decide_collaboration`, for a form that asks for several things: all of them or none."""

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, collaboration)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="collaboration")
        for command in commands:
            if isinstance(command, AddParticipant):
                await _must_be_a_member(world, caller, command)
        return Decision(following(collaboration, recorded, _decided(collaboration, state, commands, act)))

    request = fingerprint(world, collaboration, Several(commands=tuple(commands)))
    return await write(world, caller, command_id, request, decision)


def _decided(
    collaboration: CollaborationId, state: Collaboration, commands: Sequence[Command], act: Act
) -> tuple[Event, ...]:
    """Each command is decided on what the ones before it led to."""
    events: tuple[Event, ...] = ()
    for command in commands:
        following_events = decide(collaboration, state, command, act)
        for event in following_events:
            state = evolve(state, event)
        events += following_events
    return events


async def _must_be_a_member(world: World, caller: Caller, command: AddParticipant) -> None:
    """Invited or joined: who is invited today belongs from the first sign-in on."""
    recorded = await world.log.read_stream(caller.tenant, workspace_stream(caller.tenant))
    workspace = fold_workspace(record.event for record in recorded)
    member = workspace.members.get(command.participant) if workspace else None
    if member is None or member.standing is Standing.GONE:
        raise NoSuchThing(what="member")
