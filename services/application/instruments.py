"""Publishing: a version of the instrument becomes an event in KS's log when its file is new."""

from uuid import NAMESPACE_URL, uuid5

from domain.event import Act
from domain.ids import KS, SubjectId
from domain.instrument.publication import InstrumentPublished, publish
from domain.streams import instrument_stream
from services.application.world import Caller, World
from services.application.writing import Decision, following, write

OPERATOR = SubjectId(instrument_stream())
"""Who acts on the command line: nobody's pseudonym."""


async def publish_instruments(world: World) -> int:
    """How many versions were published that were not before. Raises `PublishedVersionNeverChanges`."""
    stream, published = instrument_stream(), 0
    for shelved in world.instruments.all():

        async def decision(act: Act, shelved=shelved) -> Decision:  # noqa: ANN001
            recorded = await world.log.read_stream(KS, stream)
            earlier = [record.event for record in recorded if isinstance(record.event, InstrumentPublished)]
            events = publish(earlier, shelved.instrument, shelved.sha256, shelved.language_sha256, act)
            return Decision(following(stream, recorded, events))

        request = bytes.fromhex(shelved.sha256)
        command_id = uuid5(NAMESPACE_URL, f"publish:{shelved.sha256}:{sorted(shelved.language_sha256.items())}")
        written = await write(world, Caller(tenant=KS, subject=OPERATOR), command_id, request, decision)
        published += written.position is not None
    return published
