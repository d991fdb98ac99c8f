"""Once a day, in the morning: who is to be reminded of what. The letters follow over the outbox."""

import asyncio
import logging
from datetime import date, time, timedelta
from typing import Final

from domain.ids import TenantId
from infra.outbox import enqueue
from infra.reminders import not_yet_reminded, record_reminder, take_day
from infra.translation.writing import OSLO
from services.application.reminding.judging import read_workspace, standing_reminders, with_dates_near
from services.application.world import World

logger = logging.getLogger("samson.reminding")

REMINDER_MAIL: Final = "mail.reminder"
"""The kind of work that is one letter: of one workspace, to one member, on one day."""

MORNING: Final = time(7)
EVENING: Final = time(19)
"""In Norway. A machine that wakes later waits for the next morning: nobody is written to at night."""

LONGEST: Final = timedelta(seconds=20)
"""What is left of the workspaces then is for the next tick."""


async def remind(world: World) -> None:
    """At each tick. What can't be decided of one workspace is said; it hinders no other."""
    here = world.clock.now().astimezone(OSLO)
    if not MORNING <= here.time() < EVENING:
        return
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST.total_seconds()
    for tenant in await not_yet_reminded(world.database, here.date()):
        if loop.time() > end:
            break
        try:
            await remind_workspace(world, tenant, here.date())
        except Exception:
            logger.exception("nobody of tenant %s is reminded of anything yet", tenant)


async def remind_workspace(world: World, tenant: TenantId, today: date) -> None:
    """Whoever is interrupted, or does it at the same time as another, has written down all of a day or nothing."""
    near = await with_dates_near(world, tenant, today)
    workspace = await read_workspace(world, tenant) if near else None
    standing = await standing_reminders(world, tenant, workspace, near, today) if workspace else {}
    async with world.database.tenant(tenant) as connection:
        if not await take_day(connection, tenant, today):
            return
        reminded = {
            member
            for one in standing.values()
            for member in sorted(one.readers)
            if await record_reminder(connection, tenant, member, one.reminder, today)
        }
        for member in sorted(reminded):
            await enqueue(connection, tenant, REMINDER_MAIL, {"member": str(member), "day": today.isoformat()})
    if reminded:
        world.doorbell.ring()
