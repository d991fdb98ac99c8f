"""Private answers shown as the meeting shows them, for tests that need no meeting."""

from collections.abc import Sequence

from domain.event import Act
from domain.ids import MeasurementId, QuestionId
from domain.measurement.decisions import reveal
from domain.measurement.state import fold
from domain.scoring.answer import Answer
from domain.scoring.tally import Ballot
from domain.sectors import Side
from infra.identity import new_stream_id
from services.application.world import Caller, World
from services.application.writing import Decision, following, write


def ballots(public: Sequence[Answer], partner: Sequence[Answer] = ()) -> list[Ballot]:
    return [
        Ballot(side=side, answer=answer)
        for side, answers in ((Side.PUBLIC, public), (Side.PARTNER, partner))
        for answer in answers
    ]


async def reveal_answers(
    world: World, caller: Caller, measurement: MeasurementId, question: QuestionId, cast: Sequence[Ballot]
) -> None:
    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, measurement)
        state = fold(record.event for record in recorded)
        assert state is not None
        instrument = await world.instruments.by_hash(state.instrument_sha256)
        return Decision(following(measurement, recorded, reveal(state, question, cast, instrument, act)))

    await write(world, caller, new_stream_id(), b"revealed", decision)
