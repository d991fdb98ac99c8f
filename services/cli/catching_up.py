"""Waiting until the read models have taken in what was just loaded."""

import asyncio
import time
from typing import Final

from infra.database import Database
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.registry import PROJECTIONS
from projections.tracking import find_behind
from services.cli.errors import CommandFailed

_PATIENCE: Final = 60.0
_GLANCE: Final = 0.1


def wait_for_read_models(settings: Settings) -> None:
    """Raises `CommandFailed` when they have not caught up within a minute."""
    asyncio.run(_wait(settings))


async def _wait(settings: Settings) -> None:
    names = [projection.name for projection in PROJECTIONS]
    deadline = time.monotonic() + _PATIENCE
    async with Database.opened(settings.role_url(PROJECTOR), size=1) as database:
        while time.monotonic() < deadline:
            async with database.transaction() as connection:
                if not await find_behind(connection, names, 0):
                    return
            await asyncio.sleep(_GLANCE)
    raise CommandFailed(f"the read models have not caught up after {_PATIENCE:.0f} s: see projector.log")
