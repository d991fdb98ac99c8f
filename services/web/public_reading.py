"""Reading what is published, as anybody: no account, no cookie, and only so many calls from one machine."""

from datetime import timedelta
from typing import Any, Final

from litestar.connection import ASGIConnection

from infra.rate_limit import Limit
from services.application.world import World
from services.web.bearing import TooManyCalls
from services.web.machine import machine_of

READS: Final = Limit("national", most=600, per=timedelta(minutes=1))
"""Of one machine: as many as the API allows a token."""

LARGE_READS: Final = Limit("national-large", most=10, per=timedelta(minutes=1))
"""Of one machine: those that take seconds of a processor's time."""


async def count_reading(world: World, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Raises `TooManyCalls`."""
    wait = await world.limiter.wait(READS, machine_of(connection))
    if wait:
        raise TooManyCalls(wait)


async def count_large_reading(world: World, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Raises `TooManyCalls`."""
    wait = await world.limiter.wait(LARGE_READS, machine_of(connection))
    if wait:
        raise TooManyCalls(wait)
