"""Private answers: put into the question's box, shown to all at once, and gone.

Source: domain model, sections 3 and 8.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.event import Act
from domain.ids import MeasurementId, QuestionId, TenantId
from domain.instrument.model import Instrument
from domain.measurement.commands import AdoptMedians
from domain.measurement.decisions import adopt, reveal
from domain.measurement.events import AnswersRevealed
from domain.measurement.state import Measurement, fold
from domain.scoring.answer import Answer, checked
from domain.scoring.tally import Ballot
from domain.sectors import Side
from infra.dialogue import boxes
from infra.dialogue.ballot_seal import Ballots, Box, ballot_key
from infra.dialogue.knocks import At
from infra.eventlog.log import Appended, Recorded
from services.application.world import Caller, World
from services.application.writing import NoSuchThing, Written, carry_out_once, fingerprint, following


class Cast(msgspec.Struct, frozen=True):
    """`too_late`: what had been revealed before, and is not counted."""

    taken: tuple[QuestionId, ...]
    too_late: tuple[QuestionId, ...]


async def cast(
    world: World,
    tenant: TenantId,
    measurement: MeasurementId,
    answers: Mapping[QuestionId, Answer | None],
    *,
    side: Side,
    secret: bytes,
) -> Cast:
    """Put private answers in, in place of those that the same secret gave before; `None` takes one out again.

    Whoever sends the same twice is counted once. Writes nothing that says who it was, nor when. Which questions the
    measurement asks is for the caller to know. Raises `SessionIsOver` and `AnswerIsOffTheScale`.
    """
    at, voter = At(tenant, measurement), Voter(side=side, secret=secret)
    async with world.database.tenant(tenant) as connection:
        done = await put_into_boxes(connection, world, at, answers, voter)
    if done.taken:
        await world.knocks.count(at)
    return done


class Voter(msgspec.Struct, frozen=True):
    """Which side the ballots are from, and what they are known by."""

    side: Side
    secret: bytes

    def __repr__(self) -> str:
        return "Voter(…)"


async def put_into_boxes(
    connection: Connection, world: World, at: At, answers: Mapping[QuestionId, Answer | None], voter: Voter
) -> Cast:
    """As `cast`, in the caller's transaction. Boxes are locked in one order, so that two never wait for each other."""
    given = {question: None if answer is None else checked(answer) for question, answer in answers.items()}
    taken, too_late = [], []
    for question in sorted(given):
        box = Box(at.tenant, at.measurement, question)
        ballots = await boxes.lock(connection, world.ballot_seal, box)
        if ballots is None:
            too_late.append(question)
            continue
        key, answer = ballot_key(voter.secret, box), given[question]
        others = {each: ballot for each, ballot in ballots.items() if each != key}
        mine = {} if answer is None else {key: Ballot(side=voter.side, answer=answer)}
        await boxes.put_back(connection, world.ballot_seal, box, {**others, **mine})
        taken.append(question)
    return Cast(taken=tuple(taken), too_late=tuple(too_late))


async def own_answer(
    world: World, tenant: TenantId, measurement: MeasurementId, secret: bytes, question: QuestionId
) -> Answer | None:
    """What the holder of the secret answered, as long as it waits to be revealed."""
    box = Box(tenant, measurement, question)
    async with world.database.reading(tenant) as connection:
        ballots = await boxes.read(connection, world.ballot_seal, box)
    mine = ballots.get(ballot_key(secret, box))
    return mine.answer if mine else None


async def numbers(world: World, tenant: TenantId, measurement: MeasurementId) -> Mapping[QuestionId, int]:
    """How many private answers wait to be revealed, by question."""
    async with world.database.reading(tenant) as connection:
        return await boxes.numbers(connection, tenant, measurement)


async def _locked(connection: Connection, world: World, box: Box) -> Ballots | None:
    """Nothing where there is no room for a box: what is asked is then refused as with an empty one."""
    try:
        return await boxes.lock(connection, world.ballot_seal, box)
    except boxes.SessionIsOver:
        return {}


async def _read(
    world: World, tenant: TenantId, measurement: MeasurementId
) -> tuple[Sequence[Recorded], Measurement, Instrument]:
    """Raises `NoSuchThing`."""
    recorded = await world.log.read_stream(tenant, measurement)
    state = fold(record.event for record in recorded)
    if state is None:
        raise NoSuchThing(what="measurement")
    return recorded, state, await world.instruments.by_hash(state.instrument_sha256)


class RevealAnswers(msgspec.Struct, frozen=True, tag=True):
    """What is asked, without the answers: those stay where they are until it is decided."""

    question: QuestionId


async def reveal_answers(
    world: World, caller: Caller, measurement: MeasurementId, question: QuestionId, command_id: UUID
) -> Written:
    """Append the count of the private answers and empty their box, in one transaction. Doing it again changes nothing.

    Raises `TooFewToReveal`, and what stands in the way of answers to the measurement.
    """
    box = Box(caller.tenant, measurement, question)
    request = fingerprint(world, measurement, RevealAnswers(question=question))

    async def attempt(act: Act) -> Appended | None:
        # Read before the transaction begins: one that waits for another connection could wait for ever.
        recorded, state, instrument = await _read(world, caller.tenant, measurement)
        async with world.database.tenant(caller.tenant) as connection:
            ballots = await _locked(connection, world, box)
            if ballots is None:
                return None
            events = reveal(state, question, ballots.values(), instrument, act)
            if not events:
                return None
            appended = await world.log.append(
                caller.tenant, command_id, request, following(measurement, recorded, events), connection=connection
            )
            await boxes.empty(connection, box)
        world.log.ring()
        return appended

    written = await carry_out_once(world, caller, command_id, request, attempt)
    await world.knocks.knock(At(caller.tenant, measurement))
    return written


async def adopt_medians(
    world: World, caller: Caller, measurement: MeasurementId, command: AdoptMedians, command_id: UUID
) -> Written:
    """Reveal what waits in a field's boxes and let the medians stand as its answers, in one transaction.

    Raises what `domain.measurement.decisions.adopt` does.
    """
    request = fingerprint(world, measurement, command)

    async def attempt(act: Act) -> Appended | None:
        # Read before the transaction begins, as in `reveal_answers`.
        recorded, state, instrument = await _read(world, caller.tenant, measurement)
        asked = [each.id for field in instrument.fields if field.id == command.field for each in field.questions]
        async with world.database.tenant(caller.tenant) as connection:
            ballots = {
                question: list(found.values())
                for question in sorted(asked)
                if (found := await _locked(connection, world, Box(caller.tenant, measurement, question)))
            }
            events = adopt(state, command, ballots, instrument, act)
            if not events:
                return None
            appended = await world.log.append(
                caller.tenant, command_id, request, following(measurement, recorded, events), connection=connection
            )
            for event in events:
                if isinstance(event, AnswersRevealed):
                    await boxes.empty(connection, Box(caller.tenant, measurement, event.question))
        world.log.ring()
        return appended

    written = await carry_out_once(world, caller, command_id, request, attempt)
    await world.knocks.knock(At(caller.tenant, measurement))
    return written
