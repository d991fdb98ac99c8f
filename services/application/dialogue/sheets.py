"""Answer sheets on paper, put in by whoever leads. A sheet is to the ballots what a device is: it has a secret."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

import msgspec

from domain.ids import MeasurementId, QuestionId, TenantId
from domain.scoring.answer import Answer
from domain.sectors import Side
from services.application.dialogue.ballots import Cast, cast
from services.application.dialogue.leading import set_up_room
from services.application.world import World


class AnswerSheet(msgspec.Struct, frozen=True):
    """`id` is made for the form that it is keyed into. Whoever has it can take the sheet out; nothing keeps it."""

    id: UUID
    side: Side
    answers: Mapping[QuestionId, Answer]


async def put_in(
    world: World, tenant: TenantId, measurement: MeasurementId, sheet: AnswerSheet, asked: Iterable[QuestionId]
) -> Cast:
    """Count the sheet as one more. Raises what `set_up_room` and `cast` do.

    Sent again it is the same sheet, with the answers that it has now: what it leaves open of all that is `asked` is
    taken out.
    """
    await set_up_room(world, tenant, measurement)
    answers = {question: sheet.answers.get(question) for question in asked}
    done = await cast(world, tenant, measurement, answers, side=sheet.side, secret=_secret(sheet))
    return Cast(
        taken=tuple(each for each in answers if each in sheet.answers and each in done.taken),
        too_late=tuple(each for each in answers if each in sheet.answers and each in done.too_late),
    )


async def take_out(world: World, tenant: TenantId, measurement: MeasurementId, sheet: AnswerSheet) -> Cast:
    """Exactly this sheet's answers; those that were revealed meanwhile are `too_late` and stay counted."""
    answers = dict.fromkeys(sheet.answers)
    return await cast(world, tenant, measurement, answers, side=sheet.side, secret=_secret(sheet))


def _secret(sheet: AnswerSheet) -> bytes:
    """No device's token can be the same: those are hashed without the words before."""
    return sha256(b"answer sheet " + sheet.id.bytes).digest()
