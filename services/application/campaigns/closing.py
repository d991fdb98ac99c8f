"""A group's part of a round is over: by its own closing, which is noted, or by the time, which closes it."""

from collections.abc import Sequence
from functools import reduce
from typing import Final
from uuid import UUID, uuid5

import msgspec
from asyncpg import Connection

from domain.campaign import turn
from domain.campaign.events import Outcome
from domain.event import Act, Event
from domain.ids import MeasurementId, TenantId
from domain.instrument.model import Instrument
from domain.measurement.decisions import end_by_time
from domain.measurement.state import Measurement, Status, evolve, fold
from infra import report_shelf
from infra.dialogue import boxes, rooms
from infra.dialogue.knocks import At
from infra.eventlog.log import Appended, Recorded
from infra.mail.choices import choice_of
from infra.report_shelf import Order
from services.application.campaigns.finding import Found, find_campaign, people_of
from services.application.campaigns.telling import letters_of_closing
from services.application.dialogue.clearing import clearing
from services.application.world import Caller, World
from services.application.writing import NoSuchThing, carry_out_once, fingerprint, following

OUTCOMES: Final = {
    Status.CLOSED: Outcome.CLOSED,
    Status.NOT_COMPLETED: Outcome.NOT_COMPLETED,
    Status.VOIDED: Outcome.VOIDED,
}


class EndMeasurement(msgspec.Struct, frozen=True, tag=True):
    measurement: MeasurementId


class Command(msgspec.Struct, frozen=True):
    """As whom, and by which it is known that it was carried out before."""

    caller: Caller
    id: UUID
    request: bytes


class Part(msgspec.Struct, frozen=True):
    """A measurement of a round, read to its end."""

    id: MeasurementId
    recorded: list[Recorded]
    state: Measurement

    @property
    def version(self) -> int:
        return self.recorded[-1].originator_version

    @property
    def outcome(self) -> Outcome | None:
        """`None` while it is under way."""
        return OUTCOMES.get(self.state.status)


async def end_what_is_over(world: World, tenant: TenantId, found: Found, which: MeasurementId) -> None:
    """Nothing while the group has time left and goes on. Doing it again changes nothing."""
    is_due = which in turn.closings_due(found.state, world.clock.now())
    if not is_due and (await _part(world, tenant, which)).outcome is None:
        return
    caller, command = Caller(tenant, found.state.on_behalf_of), EndMeasurement(measurement=which)
    request, command_id = fingerprint(world, found.id, command), uuid5(which, "the end of its round")

    async def attempt(act: Act) -> Appended | None:
        # Read before the transaction begins: one that waits for another connection could wait for ever.
        now, part = await find_campaign(world, tenant, found.id), await _part(world, tenant, which)
        is_over = which in turn.closings_due(now.state, act.at)
        if which not in now.state.unended or (part.outcome is None and not is_over):
            return None
        return await _end(world, now, part, Command(caller, command_id, request), act)

    await carry_out_once(world, caller, command_id, request, attempt)
    await world.knocks.knock(At(tenant, which))


async def _end(world: World, found: Found, part: Part, command: Command, act: Act) -> Appended:
    """All of it in one transaction: who answers at the same moment is counted, or told that it is over."""
    tenant, log = command.caller.tenant, world.log
    instrument = await world.instruments.by_hash(part.state.instrument_sha256)
    readers = await people_of(world, tenant, part.state.collaboration)
    async with world.database.tenant(tenant) as connection:
        events = await _by_time(connection, world, tenant, part, instrument, act=act)
        ended = reduce(evolve, events, part.state)
        noted = turn.ended(found.state, part.id, OUTCOMES[ended.status], act)
        is_told = ended.status is Status.CLOSED and not ended.practice
        appended = await log.append(
            tenant,
            command.id,
            command.request,
            [*following(part.id, part.recorded, events), *following(found.id, found.recorded, noted)],
            outbox=[*clearing(part.id, events), *(letters_of_closing(part.id, readers) if is_told else ())],
            connection=connection,
        )
        if is_told:
            await _order_report(connection, tenant, part, part.version + len(events), act)
    log.ring()
    world.doorbell.ring()
    return appended


async def _by_time(
    connection: Connection, world: World, tenant: TenantId, part: Part, instrument: Instrument, *, act: Act
) -> Sequence[Event]:
    """What ends it; nothing where the group has ended it. Nobody has a seat or an unshown answer in it afterwards.

    A room that somebody set up at that very moment is cleared from the outbox, as after any closing.
    """
    if part.outcome is not None:
        return ()
    locked = await boxes.lock_all(connection, world.ballot_seal, tenant, part.id, instrument.questions)
    ballots = {question: tuple(ballots.values()) for question, ballots in locked.items()}
    await rooms.clear(connection, tenant, part.id)
    return end_by_time(part.state, ballots, instrument, act)


async def _order_report(connection: Connection, tenant: TenantId, part: Part, version: int, act: Act) -> None:
    """One, in the language that whoever planned the round reads letters in. A group orders others by itself."""
    choice = await choice_of(connection, tenant, act.by)
    order = Order(
        id=uuid5(part.id, "campaign report"),
        about=part.id,
        version=version,
        language=choice.language,
        ordered_by=act.by,
        ordered_at=act.at,
    )
    await report_shelf.order(connection, tenant, order)


async def _part(world: World, tenant: TenantId, which: MeasurementId) -> Part:
    """Raises `NoSuchThing`."""
    recorded = await world.log.read_stream(tenant, which)
    state = fold(one.event for one in recorded)
    if state is None:
        raise NoSuchThing(what="measurement")
    return Part(which, recorded, state)
