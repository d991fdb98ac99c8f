"""The rows of rooms and seats.

Every call is part of the caller's transaction of the same tenant, but for the two that find one by a secret.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from asyncpg import Connection, ForeignKeyViolationError

from domain.ids import MeasurementId, TenantId
from domain.sectors import Sector
from infra.accounts.tokens import sha256_of_token
from infra.database import ROOM_CODE, SEAT, Database
from infra.dialogue.boxes import SessionIsOver

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what is read as something else: no I, L, O, 0 or 1."""

CODE_LENGTH: Final = 6
"""31 ** 6 is 888 million; guesses are rate-limited and codes expire."""


class Room(msgspec.Struct, frozen=True):
    """`place` is an address below the measurement's own; `revision` counts the changes of what is in here."""

    measurement: MeasurementId
    code: str | None
    code_expires_at: datetime | None
    place: str
    place_since: datetime
    revision: int

    def lets_in(self, now: datetime) -> bool:
        return self.code_expires_at is not None and self.code_expires_at > now


class Seat(msgspec.Struct, frozen=True):
    """Of one device, found by its token."""

    tenant: TenantId
    measurement: MeasurementId
    sector: Sector


class Company(msgspec.Struct, frozen=True):
    """Who has joined: how many from each sector, and the names that were given, by the alphabet.

    Which sector a name is from is not told.
    """

    sectors: Mapping[Sector, int]
    names: tuple[str, ...]

    @property
    def number(self) -> int:
        return sum(self.sectors.values())


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


ROOM = """
    select measurement_id, code, code_expires_at, place, place_since, revision
    from dialogue.rooms
    where tenant_id = $1 and measurement_id = $2
"""


async def room_of(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> Room | None:
    row = await connection.fetchrow(ROOM, tenant, measurement)
    return Room(*row) if row else None


SET_UP = """
    insert into dialogue.rooms (tenant_id, measurement_id, place, place_since)
    values ($1, $2, $3, $4)
    on conflict (tenant_id, measurement_id) do nothing
"""


async def set_up(
    connection: Connection, tenant: TenantId, measurement: MeasurementId, place: str, now: datetime
) -> bool:
    """A room that nobody can join yet; `False` where there is one."""
    return bool(await connection.execute(SET_UP, tenant, measurement, place, now) == "INSERT 0 1")


GIVE_CODE = """
    update dialogue.rooms
    set code = $3, code_expires_at = $4, revision = revision + 1
    where tenant_id = $1 and measurement_id = $2
"""


async def give_code(
    connection: Connection, tenant: TenantId, measurement: MeasurementId, code: str | None, until: datetime | None
) -> None:
    """Raises `asyncpg.UniqueViolationError` for a code that another room has this moment. `None` shuts the door."""
    await connection.execute(GIVE_CODE, tenant, measurement, code, until)


MOVE = """
    update dialogue.rooms
    set place = $3, place_since = $4, revision = revision + 1
    where tenant_id = $1 and measurement_id = $2 and place <> $3 and ($5::text is null or place = $5)
"""


async def move(
    connection: Connection, tenant: TenantId, measurement: MeasurementId, place: str, now: datetime, *, seen: str | None
) -> bool:
    """To another place; `False` where the group is there already, or was led away from `seen` in between."""
    return bool(await connection.execute(MOVE, tenant, measurement, place, now, seen) == "UPDATE 1")


FIND_BY_CODE = """
    select tenant_id, measurement_id
    from dialogue.rooms
    where code = $1 and code_expires_at > $2
"""


async def find_by_code(database: Database, code: str, now: datetime) -> tuple[TenantId, MeasurementId] | None:
    async with database.transaction({ROOM_CODE: code}) as connection:
        row = await connection.fetchrow(FIND_BY_CODE, code, now)
    return (TenantId(row["tenant_id"]), MeasurementId(row["measurement_id"])) if row else None


FIND_SEAT = """
    select tenant_id, measurement_id, sector
    from dialogue.seats
    where token_sha256 = $1 and measurement_id = $2
"""


async def find_seat(database: Database, token: str, measurement: MeasurementId) -> Seat | None:
    sha256 = sha256_of_token(token)
    async with database.transaction({SEAT: sha256.hex()}) as connection:
        row = await connection.fetchrow(FIND_SEAT, sha256, measurement)
    return (
        Seat(TenantId(row["tenant_id"]), MeasurementId(row["measurement_id"]), Sector(row["sector"])) if row else None
    )


TAKE_SEAT = """
    insert into dialogue.seats (tenant_id, measurement_id, token_sha256, sector, name)
    values ($1, $2, $3, $4, $5)
"""


async def take_seat(
    connection: Connection,
    tenant: TenantId,
    measurement: MeasurementId,
    token: str,
    *,
    sector: Sector,
    name: str | None,
) -> None:
    """Raises `SessionIsOver` where there is no room."""
    try:
        await connection.execute(TAKE_SEAT, tenant, measurement, sha256_of_token(token), sector, name)
    except ForeignKeyViolationError:
        raise SessionIsOver from None


LEAVE_SEAT = """
    delete from dialogue.seats
    where tenant_id = $1 and measurement_id = $2 and token_sha256 = $3
"""


async def leave_seat(connection: Connection, tenant: TenantId, measurement: MeasurementId, token: str) -> None:
    await connection.execute(LEAVE_SEAT, tenant, measurement, sha256_of_token(token))


COMPANY = """
    select sector, name
    from dialogue.seats
    where tenant_id = $1 and measurement_id = $2
    order by sector, name, token_sha256
"""


async def company(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> Company:
    rows = await connection.fetch(COMPANY, tenant, measurement)
    counts = dict.fromkeys(Sector, 0)
    for row in rows:
        counts[Sector(row["sector"])] += 1
    return Company(
        sectors={sector: count for sector, count in counts.items() if count},
        names=tuple(sorted(row["name"] for row in rows if row["name"])),
    )


CLEAR = "delete from dialogue.rooms where tenant_id = $1 and measurement_id = $2"


async def clear(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> None:
    """The room with its seats and ballot boxes. Only the worker may."""
    await connection.execute(CLEAR, tenant, measurement)
