"""Private answers, revealed: the event alone, without rooms and devices, for tests of what is shown of them."""

from collections.abc import Iterable

from domain.ids import MeasurementId, QuestionId
from domain.measurement.events import AnswersRevealed
from domain.scoring.answer import Answer
from domain.scoring.tally import Ballot, tally
from domain.sectors import Side
from infra.identity import new_stream_id
from services.application.writing import following
from tests.support.towns import Town


def reveal(town: Town, measurement: MeasurementId, question: str, answers: Iterable[Answer]) -> None:
    """All of them from the public side."""
    counted = tally(Ballot(side=Side.PUBLIC, answer=answer) for answer in answers)
    by, now = town.administrator.here, town.world.clock.now()
    event = AnswersRevealed(at=now, by=by.subject, question=QuestionId(question), tally=counted)
    town.site.run(_append(town, measurement, event))
    town.show()


async def _append(town: Town, measurement: MeasurementId, event: AnswersRevealed) -> None:
    tenant, command = town.workspace.tenant, new_stream_id()
    recorded = await town.world.log.read_stream(tenant, measurement)
    await town.world.log.append(tenant, command, command.bytes * 2, following(measurement, recorded, [event]))
