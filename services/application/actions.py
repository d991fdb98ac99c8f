"""Use cases of a collaboration's action plan."""

from uuid import UUID

from domain.action_plan.decisions import Command, SuggestAction, decide
from domain.action_plan.state import fold
from domain.event import Act
from domain.ids import CollaborationId
from domain.measurement.errors import MeasurementIsClosed, MeasurementIsVoided, UnknownQuestion
from domain.measurement.state import Status
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
            await _must_take_suggestions(world, caller, collaboration, command)
        recorded = await world.log.read_stream(caller.tenant, stream)
        events = decide(fold(record.event for record in recorded), command, act)
        return Decision(following(stream, recorded, events))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def _must_take_suggestions(
    world: World, caller: Caller, collaboration: CollaborationId, command: SuggestAction
) -> None:
    """A suggestion hangs on a question of a measurement that is not closed; while paused, people may go on noting."""
    recorded = await world.log.read_stream(caller.tenant, command.measurement)
    state = fold_measurement(record.event for record in recorded)
    if state is None or state.collaboration != collaboration:
        raise NoSuchThing(what="measurement")
    if state.status is Status.CLOSED:
        raise MeasurementIsClosed(closed_at=state.closed_at)
    if state.status is Status.VOIDED:
        raise MeasurementIsVoided
    if command.question not in world.instruments.by_hash(state.instrument_sha256).questions:
        raise UnknownQuestion(question=command.question)
