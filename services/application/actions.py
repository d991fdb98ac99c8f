"""Use cases of a collaboration's action plan."""

from collections.abc import Sequence
from uuid import UUID

from domain.action_plan.decisions import AgreeAction, Command, ReviseAgreement, SuggestAction, decide
from domain.action_plan.state import fold
from domain.collaboration.decisions import UnknownPartner
from domain.collaboration.state import fold as fold_collaboration
from domain.event import Act
from domain.ids import CollaborationId, PartnerId
from domain.measurement.errors import (
    MeasurementIsClosed,
    MeasurementIsNotCompleted,
    MeasurementIsVoided,
    UnknownQuestion,
)
from domain.measurement.state import Measurement, Status
from domain.measurement.state import fold as fold_measurement
from domain.streams import action_plan_stream
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


async def decide_actions(
    world: World, caller: Caller, collaboration: CollaborationId, command: Command, command_id: UUID
) -> Written:
    """Everything that can be asked of an action plan; raises the rule that is broken."""
    stream = action_plan_stream(collaboration)

    async def decision(act: Act) -> Decision:
        if isinstance(command, SuggestAction):
            await _must_take_suggestion(world, caller, collaboration, command)
        await must_have_owners(world, caller, collaboration, (command,))
        recorded = await world.log.read_stream(caller.tenant, stream)
        events = decide(fold(record.event for record in recorded), command, act)
        return Decision(following(stream, recorded, events))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def _must_take_suggestion(
    world: World, caller: Caller, collaboration: CollaborationId, command: SuggestAction
) -> None:
    recorded = await world.log.read_stream(caller.tenant, command.measurement)
    state = fold_measurement(record.event for record in recorded)
    if state is None or state.collaboration != collaboration:
        raise NoSuchThing(what="measurement")
    must_take_actions(state)
    await must_belong_to(world, state, command)


def must_take_actions(state: Measurement) -> None:
    """A measurement's actions are noted until it is closed; while paused, people may go on noting."""
    if state.status is Status.CLOSED:
        raise MeasurementIsClosed(closed_at=state.closed_at)
    if state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if state.status is Status.VOIDED:
        raise MeasurementIsVoided


async def must_belong_to(world: World, state: Measurement, command: Command) -> None:
    """A suggestion hangs on a question that the measurement's version of the instrument has."""
    if not isinstance(command, SuggestAction):
        return
    if command.collaboration != state.collaboration:
        raise NoSuchThing(what="measurement")
    if command.question not in (await world.instruments.by_hash(state.instrument_sha256)).questions:
        raise UnknownQuestion(question=command.question)


async def must_have_owners(
    world: World, caller: Caller, collaboration: CollaborationId, commands: Sequence[Command]
) -> None:
    """Whoever takes an action on is a partner of the collaboration, and still is."""
    owners = {_owner(command) for command in commands} - {None}
    if not owners:
        return
    recorded = await world.log.read_stream(caller.tenant, collaboration)
    state = fold_collaboration(record.event for record in recorded)
    for owner in owners:
        if state is None or owner not in state.partners:
            raise UnknownPartner(partner=owner)


def _owner(command: Command) -> PartnerId | None:
    """Who takes something on by it that somebody else had, or nobody."""
    match command:
        case AgreeAction():
            return command.owner
        case ReviseAgreement(agreed=agreed, seen=seen):
            return agreed.owner if agreed.owner != seen.owner else None
        case _:
            return None
