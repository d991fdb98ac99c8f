"""Use cases of a measurement."""

from uuid import UUID

from domain.event import Act
from domain.ids import CollaborationId, MeasurementId
from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from infra.dialogue.knocks import At
from services.application.dialogue.clearing import clearing
from services.application.instruments import offered
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


async def start_measurement(
    world: World, caller: Caller, measurement: MeasurementId, command: asked.StartMeasurement, command_id: UUID
) -> Written:
    """With the newest version of the instrument that is on offer."""
    instrument, sha256 = await offered(world)

    async def decision(act: Act) -> Decision:
        await _must_be_formed(world, caller, command.collaboration)
        recorded = await world.log.read_stream(caller.tenant, measurement)
        if recorded:
            return Decision()
        return Decision(following(measurement, recorded, start(measurement, command, instrument, sha256, act)))

    return await write(world, caller, command_id, fingerprint(world, measurement, command), decision)


async def decide_measurement(
    world: World, caller: Caller, measurement: MeasurementId, command: asked.Command, command_id: UUID
) -> Written:
    """Everything that can be asked of a measurement once it was started; raises the rule that is broken."""

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, measurement)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="measurement")
        instrument = await world.instruments.by_hash(state.instrument_sha256)
        events = decide(measurement, state, command, instrument, act)
        return Decision(following(measurement, recorded, events), clearing(measurement, events))

    written = await write(world, caller, command_id, fingerprint(world, measurement, command), decision)
    await world.knocks.knock(At(caller.tenant, measurement))
    return written


async def _must_be_formed(world: World, caller: Caller, collaboration: CollaborationId) -> None:
    if not await world.log.read_stream(caller.tenant, collaboration):
        raise NoSuchThing(what="collaboration")
