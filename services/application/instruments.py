"""Publishing: a version of the instrument becomes an event in KS's log when its file is new."""

from uuid import uuid5

from domain.event import Act
from domain.ids import KS, SubjectId
from domain.instrument.publication import InstrumentPublished, publish
from domain.streams import instrument_stream
from infra.instruments import ShelvedInstrument
from services.application.world import Caller, World
from services.application.writing import Decision, following, write

OPERATOR = SubjectId(instrument_stream())
"""Who acts on the command line: nobody's pseudonym."""


async def publish_instruments(world: World) -> int:
    """How many versions were published that were not before. `world` is a worker's.

    Raises `PublishedVersionNeverChanges`.
    """
    await world.log.open_tenant(KS)
    return sum([await _publish(world, shelved) for shelved in world.instruments.all()])


async def _publish(world: World, shelved: ShelvedInstrument) -> bool:
    stream = instrument_stream()

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(KS, stream)
        earlier = [record.event for record in recorded if isinstance(record.event, InstrumentPublished)]
        events = publish(earlier, shelved.instrument, shelved.sha256, shelved.language_sha256, act)
        return Decision(following(stream, recorded, events))

    request = bytes.fromhex(shelved.sha256)
    command_id = uuid5(stream, f"publish {shelved.sha256} {sorted(shelved.language_sha256.items())}")
    written = await write(world, Caller(tenant=KS, subject=OPERATOR), command_id, request, decision)
    return written.position is not None
