"""The one way to write: once per command id, whoever clicks twice and whoever writes at the same time."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

import msgspec
from eventsourcing.persistence import IntegrityError

from domain.errors import DomainError
from domain.event import Act, Event
from infra.eventlog.errors import CommandIdReused as ReusedInTheLog
from infra.eventlog.log import Appended, NewEvent, OutboxRow, Recorded
from services.application.world import Caller, World

ATTEMPTS = 12
PAUSE = 0.005
"""Seconds before the first new attempt; twice as long before each one after."""

LONGEST_PAUSE = 0.2


class NoSuchThing(DomainError):
    """It does not exist in this workspace."""

    code = "no_such_thing"


class TooManyAtOnce(DomainError):
    """Others kept writing to the same thing. Nothing was written; trying again is safe."""

    code = "too_many_at_once"


class CommandIdReused(DomainError):
    """The id came back with another content. Nothing was written; a fresh page has a fresh id."""

    code = "command_id_reused"


class Decision(msgspec.Struct, frozen=True):
    """What is to be appended, and the work that must follow from it."""

    events: Sequence[NewEvent] = ()
    outbox: Sequence[OutboxRow] = ()


class Written(msgspec.Struct, frozen=True):
    """`position` is the last one appended, for pages that wait for their own change; `None`: nothing had to be."""

    position: int | None


def following(stream: UUID, recorded: Sequence[Recorded], events: Iterable[Event]) -> list[NewEvent]:
    """The events as the next versions of a stream that was read to its end."""
    version = recorded[-1].originator_version if recorded else 0
    return [
        NewEvent(originator_id=stream, originator_version=version + number, event=event)
        for number, event in enumerate(events, start=1)
    ]


def fingerprint(world: World, scope: UUID, command: msgspec.Struct) -> bytes:
    """What a command asks for, and of whom: the same id with another fingerprint is refused."""
    asked = msgspec.json.encode(command, order="deterministic")
    return hmac.digest(world.fingerprint_key, scope.bytes + asked, "sha256")


async def write(
    world: World,
    caller: Caller,
    command_id: UUID,
    request: bytes,
    decide: Callable[[Act], Awaitable[Decision]],
) -> Written:
    """Append what `decide` answers, unless this very command was carried out before.

    `decide` loads and decides; it runs again when somebody else wrote to the same stream in between.
    Raises what `decide` raises, `CommandIdReused` and `TooManyAtOnce`.
    """

    async def attempt(act: Act) -> Appended | None:
        decision = await decide(act)
        if not decision.events:
            return None
        appended = await world.log.append(caller.tenant, command_id, request, decision.events, outbox=decision.outbox)
        if decision.outbox:
            world.doorbell.ring()
        return appended

    return await carry_out_once(world, caller, command_id, request, attempt)


async def carry_out_once(
    world: World,
    caller: Caller,
    command_id: UUID,
    request: bytes,
    attempt: Callable[[Act], Awaitable[Appended | None]],
) -> Written:
    """What `write` rests on, for what has to change in the same transaction as the log: `attempt` appends by itself.

    It answers `None` where nothing had to be appended.
    """
    earlier = await _carried_out(world, caller, command_id, request)
    if earlier is not None:
        return earlier
    for number in range(ATTEMPTS):
        try:
            appended = await attempt(Act(by=caller.subject, at=world.clock.now()))
        except DomainError:
            # The second of two clicks may come when the first has just been written, and be refused for it.
            earlier = await _carried_out(world, caller, command_id, request)
            if earlier is None:
                raise
            return earlier
        except IntegrityError:
            await asyncio.sleep(min(PAUSE * 2**number, LONGEST_PAUSE))
            continue
        except ReusedInTheLog:
            raise CommandIdReused from None
        return Written(position=appended.last if appended else None)
    raise TooManyAtOnce


async def _carried_out(world: World, caller: Caller, command_id: UUID, request: bytes) -> Written | None:
    try:
        appended = await world.log.find_command(caller.tenant, command_id, request)
    except ReusedInTheLog:
        raise CommandIdReused from None
    return Written(position=appended.last) if appended else None
