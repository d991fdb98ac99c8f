"""Use cases of a workspace: who belongs to it."""

from collections.abc import Sequence
from uuid import UUID

from domain.collaboration.decisions import RemoveParticipant
from domain.collaboration.decisions import decide as decide_collaboration
from domain.collaboration.state import fold as fold_collaboration
from domain.event import Act
from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.workspace.decisions import (
    Command,
    InviteMember,
    RemoveMember,
    WithdrawInvitation,
    decide,
)
from domain.workspace.state import fold
from infra.eventlog.log import NewEvent, OutboxRow
from infra.translation.catalogue import Language
from projections.collaborations.queries import collaborations_of
from services.application.addresses import AddressBelongsAlready, must_be_new
from services.application.audit_accesses import find_access
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write

INVITATION = "mail.invitation"
LEAVING = "member.leaving"
"""The kind of work that ends the tie between a pseudonym and an account."""


async def decide_workspace(
    world: World, caller: Caller, command: Command, command_id: UUID, *, language: Language = "nb"
) -> Written:
    """Everything that can be asked of a workspace; raises the rule that is broken.

    Who leaves, leaves its collaborations too. Name and address stay sealed in the log until they are erased.
    `language` is that of the letter that follows, where one does.
    """
    stream = workspace_stream(caller.tenant)

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, stream)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="workspace")
        if isinstance(command, InviteMember):
            await must_be_new(world, caller, state, command.email, command.member)
            if await find_access(world.log, caller.tenant, command.member):
                raise AddressBelongsAlready
        events = following(stream, recorded, decide(state, command, act))
        if events and isinstance(command, RemoveMember | WithdrawInvitation):
            events += await leaving_collaborations(world, caller, command.member, act)
        return Decision(events, work_following(command, language))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


def work_following(command: Command, language: Language) -> Sequence[OutboxRow]:
    """What has to be done outside the log because of a command."""
    match command:
        case InviteMember():
            return (OutboxRow(kind=INVITATION, payload={"member": str(command.member), "language": language}),)
        case RemoveMember() | WithdrawInvitation():
            return (OutboxRow(kind=LEAVING, payload={"member": str(command.member)}),)
        case _:
            return ()


async def leaving_collaborations(world: World, caller: Caller, member: SubjectId, act: Act) -> list[NewEvent]:
    """What is appended with their leaving of the workspace."""
    async with world.database.reading(caller.tenant) as connection:
        theirs = await collaborations_of(connection, caller.tenant, member)
    events: list[NewEvent] = []
    for found_one in theirs:
        recorded = await world.log.read_stream(caller.tenant, found_one.id)
        state = fold_collaboration(record.event for record in recorded)
        if state is not None:
            left = decide_collaboration(found_one.id, state, RemoveParticipant(participant=member), act)
            events += following(found_one.id, recorded, left)
    return events
