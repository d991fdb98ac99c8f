"""Use cases of an auditor's access: letting somebody in to read, for a purpose and a time."""

from collections.abc import Sequence
from typing import Final, assert_never
from uuid import UUID

from domain.audit_access.decisions import AcceptAccess, Command, EndAccess, GrantAccess, RepeatInvitation, decide, grant
from domain.audit_access.state import AuditAccess, fold
from domain.event import Act
from domain.ids import SubjectId, TenantId
from domain.streams import audit_access_stream, workspace_stream
from domain.workspace.state import fold as fold_workspace
from infra.eventlog.log import EventLog, OutboxRow
from infra.translation.catalogue import Language
from services.application.addresses import AddressBelongsAlready, must_be_new
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write

AUDIT_INVITATION: Final = "mail.audit-invitation"
AUDIT_ENDING: Final = "audit-access.ending"
"""The kind of work that ends the tie of an auditor: waits in the outbox until the access is over."""


async def find_access(log: EventLog, tenant: TenantId, auditor: SubjectId) -> AuditAccess | None:
    """By the log. `None` where the pseudonym is no auditor's."""
    recorded = await log.read_stream(tenant, audit_access_stream(auditor))
    return fold(record.event for record in recorded)


async def grant_access(
    world: World, caller: Caller, command: GrantAccess, command_id: UUID, *, language: Language = "nb"
) -> Written:
    """`language` is that of the letter. Raises the rule that is broken."""
    stream = audit_access_stream(command.auditor)

    async def decision(act: Act) -> Decision:
        members = await world.log.read_stream(caller.tenant, workspace_stream(caller.tenant))
        workspace = fold_workspace(record.event for record in members)
        if workspace is None:
            raise NoSuchThing(what="workspace")
        if command.auditor in workspace.members:
            raise AddressBelongsAlready
        await must_be_new(world, caller, workspace, command.email, command.auditor)
        recorded = await world.log.read_stream(caller.tenant, stream)
        state = fold(record.event for record in recorded)
        events = following(stream, recorded, grant(SubjectId(stream), state, command, act))
        over = OutboxRow(AUDIT_ENDING, {"auditor": str(command.auditor)}, available_at=command.until)
        return Decision(events, (_letter(command.auditor, language), over))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def decide_access(
    world: World, caller: Caller, auditor: SubjectId, command: Command, command_id: UUID, *, language: Language = "nb"
) -> Written:
    """Everything that can be asked of an access once it is granted; raises the rule that is broken."""
    stream = audit_access_stream(auditor)

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, stream)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="audit access")
        events = following(stream, recorded, decide(SubjectId(stream), state, command, act))
        return Decision(events, _work_following(auditor, command, language))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


def _work_following(auditor: SubjectId, command: Command, language: Language) -> Sequence[OutboxRow]:
    match command:
        case RepeatInvitation():
            return (_letter(auditor, language),)
        case EndAccess():
            return (OutboxRow(AUDIT_ENDING, {"auditor": str(auditor)}),)
        case AcceptAccess():
            return ()
        case _:
            assert_never(command)


def _letter(auditor: SubjectId, language: Language) -> OutboxRow:
    return OutboxRow(AUDIT_INVITATION, {"auditor": str(auditor), "language": language})
