"""Use cases of an erasure: asked for by one administrator, confirmed by another, or after a while by the only one."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from domain.audit_access.decisions import end_with_erasure
from domain.audit_access.state import fold as fold_access
from domain.erasure.decisions import ConfirmErasure, RequestErasure, WithdrawErasure, decide, request
from domain.erasure.events import ErasureConfirmed, ErasureRequested, Forgotten, Person, TextPlace
from domain.erasure.state import Erasure, fold
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import SubjectId
from domain.streams import audit_access_stream, workspace_stream
from domain.text import Sealed, Text, written
from domain.workspace import decisions as workspace_asked
from domain.workspace.events import Role
from domain.workspace.state import Standing, Workspace
from domain.workspace.state import fold as fold_workspace
from infra.eventlog.log import NewEvent, OutboxRow, Recorded
from infra.translation.catalogue import Language
from services.application.audit_accesses import find_access
from services.application.workspaces import leaving_collaborations
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write
from services.application.written_texts import find_text

CARRY_OUT: Final = "erasure.carry-out"
"""The kind of work that destroys the keys and whatever else there is."""

WAITS_MAIL: Final = "mail.erasure-waits"

SHORTEST_TELLING: Final = 3
"""Letters. A shorter name or text is in too many sentences."""


class ErasePerson(msgspec.Struct, frozen=True, tag=True):
    """`member` is a member's pseudonym or an auditor's."""

    member: SubjectId
    reason: str


class EraseText(msgspec.Struct, frozen=True, tag=True):
    """`place` is any one wording; all that there are by now are meant."""

    place: TextPlace
    reason: str


class ReasonTellsTooMuch(DomainError):
    """The reason stays readable, so it holds neither the name nor the text that is to be forgotten."""

    code = "reason_tells_too_much"


async def request_erasure(
    world: World,
    caller: Caller,
    erasure: UUID,
    command: ErasePerson | EraseText,
    command_id: UUID,
    *,
    language: Language = "nb",
) -> Written:
    """The other administrators get a letter in `language`. Raises the rule that is broken."""

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, erasure)
        if recorded:
            return Decision()
        _, workspace = await _workspace(world, caller)
        what = await _what(world, caller, workspace, command, act)
        administrators = administrators_of(workspace)
        event = request(erasure, RequestErasure(what=what, reason=command.reason), administrators, act)
        letters = _letters(erasure, sorted(administrators - {caller.subject}), language)
        return Decision(following(erasure, recorded, (event,)), letters)

    return await write(world, caller, command_id, fingerprint(world, erasure, command), decision)


async def decide_erasure(
    world: World, caller: Caller, erasure: UUID, command: ConfirmErasure | WithdrawErasure, command_id: UUID
) -> Written:
    """With the confirmation, in the same append, a member leaves the workspace and an auditor's access ends."""

    async def decision(act: Act) -> Decision:
        recorded, state = await read_erasure(world, caller, erasure)
        _, workspace = await _workspace(world, caller)
        event = decide(state, command, administrators_of(workspace), act)
        events = following(erasure, recorded, (event,))
        if not isinstance(event, ErasureConfirmed):
            return Decision(events)
        if isinstance(state.what, Person):
            events += await _leaving(world, caller, state.what.member, act)
        return Decision(events, (OutboxRow(kind=CARRY_OUT, payload={"erasure": str(erasure)}),))

    return await write(world, caller, command_id, fingerprint(world, erasure, command), decision)


async def read_erasure(world: World, caller: Caller, erasure: UUID) -> tuple[list[Recorded], Erasure]:
    """As it is this moment. Raises `NoSuchThing`."""
    recorded = await world.log.read_stream(caller.tenant, erasure)
    if not recorded or not isinstance(recorded[0].event, ErasureRequested):
        raise NoSuchThing(what="erasure")
    state = fold(record.event for record in recorded)
    if state is None:
        raise NoSuchThing(what="erasure")
    return recorded, state


def administrators_of(workspace: Workspace) -> frozenset[SubjectId]:
    """Those who have joined."""
    return frozenset(
        who
        for who, member in workspace.members.items()
        if member.role is Role.ADMINISTRATOR and member.standing is Standing.JOINED
    )


async def _workspace(world: World, caller: Caller) -> tuple[list[Recorded], Workspace]:
    recorded = await world.log.read_stream(caller.tenant, workspace_stream(caller.tenant))
    workspace = fold_workspace(record.event for record in recorded)
    if workspace is None:
        raise NoSuchThing(what="workspace")
    return recorded, workspace


async def _what(
    world: World, caller: Caller, workspace: Workspace, command: ErasePerson | EraseText, act: Act
) -> Forgotten:
    reason = written(command.reason)
    if isinstance(command, EraseText):
        found = await find_text(world, caller.tenant, command.place)
        if found is None:
            raise NoSuchThing(what="text")
        texts = (await world.keyring.open(caller.tenant, found.sealed)).values()
        if any(text and _repeats(reason, text) for text in texts):
            raise ReasonTellsTooMuch
        return found.what
    personal = await _personal(world, caller, workspace, command.member, act)
    opened = await world.keyring.open(caller.tenant, [text for text in personal if isinstance(text, Sealed)])
    if any(text and _names(reason, text) for text in opened.values()):
        raise ReasonTellsTooMuch
    return Person(member=command.member)


async def _personal(
    world: World, caller: Caller, workspace: Workspace, who: SubjectId, act: Act
) -> tuple[Text | None, Text | None]:
    """Name and address. Raises `NoSuchThing`, and `LastAdministratorStays`."""
    if who in workspace.members:
        _membership_ends(workspace, who, act)
        return workspace.members[who].name, workspace.members[who].email
    access = await find_access(world.log, caller.tenant, who)
    if access is None:
        raise NoSuchThing(what="member")
    return access.name, access.email


def _repeats(reason: str, text: str) -> bool:
    """Whether it holds the whole text as words, whatever the letters' case and the full stop."""
    words = text.strip(" .,;:!?\n").casefold()
    return len(words) >= SHORTEST_TELLING and bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", reason.casefold()))


def _names(reason: str, personal: str) -> bool:
    """Whether it holds an address, or any part of a name as a word with the same capitals."""
    if "@" in personal:
        return personal.casefold() in reason.casefold()
    parts = {part for part in re.split(r"[\s-]+", personal) if len(part) >= SHORTEST_TELLING}
    return bool(parts & set(re.findall(r"\w+", reason)))


async def _leaving(world: World, caller: Caller, who: SubjectId, act: Act) -> list[NewEvent]:
    """None for who is gone already, or whose access is over. Raises `LastAdministratorStays`."""
    recorded, workspace = await _workspace(world, caller)
    if who in workspace.members:
        left = following(workspace_stream(caller.tenant), recorded, _membership_ends(workspace, who, act))
        return [*left, *await leaving_collaborations(world, caller, who, act)] if left else []
    recorded = await world.log.read_stream(caller.tenant, audit_access_stream(who))
    access = fold_access(record.event for record in recorded)
    return following(audit_access_stream(who), recorded, end_with_erasure(access, act)) if access else []


def _membership_ends(workspace: Workspace, member: SubjectId, act: Act) -> tuple[Event, ...]:
    """None for who is gone already. Raises `LastAdministratorStays`."""
    match workspace.members[member].standing:
        case Standing.JOINED:
            return workspace_asked.decide(workspace, workspace_asked.RemoveMember(member=member), act)
        case Standing.INVITED:
            return workspace_asked.decide(workspace, workspace_asked.WithdrawInvitation(member=member), act)
        case Standing.GONE:
            return ()


def _letters(erasure: UUID, to: Sequence[SubjectId], language: Language) -> list[OutboxRow]:
    return [
        OutboxRow(
            kind=WAITS_MAIL, payload={"erasure": str(erasure), "member": str(administrator), "language": language}
        )
        for administrator in to
    ]
