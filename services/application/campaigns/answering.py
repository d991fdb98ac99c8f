"""Answering by oneself, by an invitation: private answers under what the invitation's ballots are known by."""

from collections.abc import Collection, Mapping

import msgspec

from domain.ids import InvitationId, MeasurementId, QuestionId, TenantId
from domain.invitation.state import Invitation
from domain.measurement.errors import MeasurementIsPaused, UnknownQuestion
from domain.measurement.state import Status
from domain.scoring.answer import Answer
from infra.dialogue import boxes, rolls
from infra.dialogue.ballot_seal import Box, ballot_key
from infra.dialogue.knocks import At
from projections.invitations.queries import invitations_to_many
from services.application.campaigns.standing import Invited
from services.application.dialogue.ballots import Cast, Voter, put_into_boxes
from services.application.dialogue.leading import set_up_room
from services.application.world import World


async def answer_alone(world: World, invited: Invited, answers: Mapping[QuestionId, Answer | None]) -> Cast:
    """Count the person in, or change what they answered before; `None` takes an answer back.

    With the first answer the invitation comes on the roll, in the same transaction. Raises `MeasurementIsPaused`,
    `UnknownQuestion`, `AnswerIsOffTheScale` and what `set_up_room` raises.
    """
    state, tenant = invited.measurement, invited.tenant
    if state.status is Status.PAUSED:
        raise MeasurementIsPaused
    instrument = await world.instruments.by_hash(state.instrument_sha256)
    for question in answers:
        if question not in instrument.questions:
            raise UnknownQuestion(question=question)
    revealed = tuple(question for question in answers if question in state.tallies)
    waiting = {each: given for each, given in answers.items() if each not in revealed}
    done = await put_in_by_invitation(world, tenant, invited.invitation, waiting)
    return Cast(taken=done.taken, too_late=(*revealed, *done.too_late))


async def put_in_by_invitation(
    world: World, tenant: TenantId, invitation: Invitation, answers: Mapping[QuestionId, Answer | None]
) -> Cast:
    """Whether it holds, and what the measurement asks, is for the caller to know."""
    if not answers:
        return Cast(taken=(), too_late=())
    at, seal = At(tenant, invitation.measurement), world.roll_seal
    await set_up_room(world, tenant, invitation.measurement)
    async with world.database.tenant(tenant) as connection:
        await rolls.begin(connection, seal, at)
    async with world.database.tenant(tenant) as connection:
        roll = await rolls.read(connection, seal, at)
        if roll is None:
            raise boxes.SessionIsOver
        voter = Voter(side=invitation.side, secret=roll.secret_of(invitation.id))
        done = await put_into_boxes(connection, world, at, answers, voter)
        if any(answers[question] is not None for question in done.taken):
            await rolls.note(connection, seal, at, invitation.id)
    if done.taken:
        await world.knocks.count(at)
    return done


async def own_answers(world: World, invited: Invited) -> Mapping[QuestionId, Answer]:
    """What was answered by this invitation, as far as it waits to be revealed."""
    at = _at(invited)
    async with world.database.reading(at.tenant) as connection:
        roll = await rolls.read(connection, world.roll_seal, at)
        waiting = await boxes.read_all(connection, world.ballot_seal, at.tenant, at.measurement)
    if roll is None:
        return {}
    secret = roll.secret_of(invited.invitation.id)
    mine = {each: ballots.get(ballot_key(secret, _box(at, each))) for each, ballots in waiting.items()}
    return {question: ballot.answer for question, ballot in mine.items() if ballot is not None}


async def who_answered(world: World, tenant: TenantId, measurement: MeasurementId) -> frozenset[InvitationId]:
    """Nobody while nobody has begun, and once the room is gone, and with it the roll."""
    async with world.database.reading(tenant) as connection:
        roll = await rolls.read(connection, world.roll_seal, At(tenant, measurement))
    return roll.answered if roll else frozenset()


class Progress(msgspec.Struct, frozen=True):
    """How many invitations to a measurement hold; of those: whose letter left, came back for good, led to an answer."""

    invited: int
    written_to: int
    returned: int
    answered: int


async def progress(
    world: World, tenant: TenantId, measurements: Collection[MeasurementId]
) -> Mapping[MeasurementId, Progress]:
    """Of each measurement that anybody was invited to. How many answered is known as long as it is open, then 0."""
    async with world.database.reading(tenant) as connection:
        found = await invitations_to_many(connection, tenant, measurements)
        signed = await rolls.read_many(connection, world.roll_seal, tenant, measurements)
    holding = {each: [one for one in invitations if one.holds] for each, invitations in found.items()}
    return {
        each: Progress(
            invited=len(invitations),
            written_to=sum(one.sent > 0 for one in invitations),
            returned=sum(one.permanent is True for one in invitations),
            answered=sum(one.id in signed[each].answered for one in invitations) if each in signed else 0,
        )
        for each, invitations in holding.items()
    }


def _at(invited: Invited) -> At:
    return At(invited.tenant, invited.invitation.measurement)


def _box(at: At, question: QuestionId) -> Box:
    return Box(at.tenant, at.measurement, question)
