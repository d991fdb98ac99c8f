"""A device in a live session: a random token in a cookie of that session alone, whose hash the database knows.

The cookie's name is the session's, and its path the whole site, so that the way in knows a device that is in already.
"""

from typing import Any, Final

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from domain.ids import MeasurementId, TenantId
from domain.sectors import Sector, Side, side
from infra.dialogue.boxes import SessionIsOver
from infra.dialogue.knocks import At
from infra.dialogue.rooms import find_seat
from infra.settings import Settings
from services.application.world import World

COOKIE: Final = "samson-seat-"
"""And the measurement."""

KEPT: Final = 90 * 24 * 60 * 60
"""Seconds: as long as a room may stay."""


class Seated(msgspec.Struct, frozen=True):
    """Whose device this is stands nowhere."""

    tenant: TenantId
    measurement: MeasurementId
    sector: Sector
    token: str

    def __repr__(self) -> str:
        return f"Seated({self.measurement}, …)"

    @property
    def at(self) -> At:
        return At(self.tenant, self.measurement)

    @property
    def side(self) -> Side:
        return side(self.sector)

    @property
    def secret(self) -> bytes:
        """What this device's private answers are known by."""
        return self.token.encode()

    @property
    def home(self) -> str:
        return room_path(self.measurement)


def cookie_of(measurement: MeasurementId) -> str:
    return f"{COOKIE}{measurement.hex}"


def room_path(measurement: MeasurementId) -> str:
    return f"/room/{measurement}"


def token_of(connection: ASGIConnection[Any, Any, Any, Any], measurement: MeasurementId) -> str | None:
    """Also of a device that has left the session: it is the same device when it comes back."""
    return connection.cookies.get(cookie_of(measurement))


async def find_seated(world: World, connection: ASGIConnection[Any, Any, Any, Any]) -> Seated:
    """Raises `SessionIsOver` for a device that has no seat in the session of the path."""
    measurement = MeasurementId(connection.path_params["measurement"])
    token = token_of(connection, measurement)
    seat = await find_seat(world.database, token, measurement) if token else None
    if seat is None or token is None:
        raise SessionIsOver
    return Seated(tenant=seat.tenant, measurement=seat.measurement, sector=seat.sector, token=token)


def seat_cookie(settings: Settings, measurement: MeasurementId, token: str) -> Cookie:
    return Cookie(
        key=cookie_of(measurement),
        value=token,
        max_age=KEPT,
        httponly=True,
        secure=settings.base_url.startswith("https://"),
        samesite="lax",
        path="/",
    )
