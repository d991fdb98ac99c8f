"""Joining a session from a phone: by its code, without an account. Source: domain model, section 8."""

from datetime import timedelta
from typing import Final

import msgspec

from domain.errors import DomainError
from domain.ids import MeasurementId, TenantId
from domain.sectors import Sector
from domain.text import TextIsTooLong
from infra.dialogue import rooms
from infra.dialogue.knocks import At
from infra.identity import new_token
from infra.rate_limit import Limit
from services.application.sign_in import TooManyRequests
from services.application.world import World

WRONG_CODES: Final = Limit("join.code", most=30, per=timedelta(minutes=10))
"""From one machine. Right ones don't count: a whole meeting may share one address."""

LONGEST_NAME: Final = 40


class CodeLetsNobodyIn(DomainError):
    """It is no session's, or has run out."""

    code = "code_lets_nobody_in"


class Session(msgspec.Struct, frozen=True):
    """What a code leads to."""

    tenant: TenantId
    measurement: MeasurementId


def plain_code(typed: str) -> str:
    """As people read it aloud: any case, with blanks and a hyphen where they like."""
    return "".join(character for character in typed.upper() if character.isalnum())


async def find_session(world: World, typed: str, machine: str) -> Session:
    """Raises `CodeLetsNobodyIn`; and `TooManyRequests` for who has tried too many wrong ones."""
    wait = await world.limiter.left(WRONG_CODES, machine)
    if not wait:
        found = await rooms.find_by_code(world.database, plain_code(typed), world.clock.now())
        if found is not None:
            return Session(*found)
        wait = await world.limiter.wait(WRONG_CODES, machine)
    if wait:
        raise TooManyRequests(minutes=-(-wait // timedelta(minutes=1)))
    raise CodeLetsNobodyIn


async def take_seat(world: World, session: Session, sector: Sector, name: str, before: str | None = None) -> str:
    """The device's own token, which nobody else knows. Raises `SessionIsOver` and `TextIsTooLong`.

    `before`: the token that the device has of this session already. It stays the same device, in one seat.
    """
    called = " ".join(name.split())
    if len(called) > LONGEST_NAME:
        raise TextIsTooLong(longest=LONGEST_NAME, length=len(called), field="name")
    token = before or new_token()
    async with world.database.tenant(session.tenant) as connection:
        await rooms.leave_seat(connection, session.tenant, session.measurement, token)
        await rooms.take_seat(
            connection, session.tenant, session.measurement, token, sector=sector, name=called or None
        )
    await world.knocks.count(At(session.tenant, session.measurement))
    return token


async def leave_seat(world: World, session: Session, token: str) -> None:
    """Answers that wait stay: nobody can tell which they are."""
    async with world.database.tenant(session.tenant) as connection:
        await rooms.leave_seat(connection, session.tenant, session.measurement, token)
    await world.knocks.count(At(session.tenant, session.measurement))
