"""What campaigns do by themselves: at each tick, what is over ends, and what is due opens.

Where to look is found by how far the logs have come, and what is done there is decided by the log: no read model that
lags can lose a round or open it twice. `docs/decisions/rounds.md` says why.
"""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Final

from domain.campaign import events as campaign
from domain.campaign.turn import next_moment
from domain.ids import CampaignId, TenantId
from domain.measurement import events as measurement
from infra.campaign_looks import Look, keep_look, to_look_at
from services.application.campaigns.closing import end_what_is_over
from services.application.campaigns.finding import campaigns_of, find_campaign
from services.application.campaigns.opening import open_what_is_due
from services.application.world import World

logger = logging.getLogger("samson.campaigns")

LONGEST: Final = timedelta(seconds=20)
"""What is left of the workspaces then is for the next tick."""

AT_ONCE: Final = 4
"""Workspaces. Half of the time is waiting for the database; on the first Monday of a quarter all have a round."""

CONCERNING: Final = (
    campaign.CampaignPlanned,
    campaign.PlanRevised,
    campaign.RoundSkipped,
    campaign.SkipLifted,
    campaign.RoundOpened,
    campaign.MeasurementOpened,
    campaign.ClosingPostponed,
    campaign.MeasurementEnded,
    campaign.CampaignPaused,
    campaign.CampaignResumed,
    campaign.CampaignCancelled,
    measurement.MeasurementClosed,
    measurement.MeasurementNotCompleted,
    measurement.MeasurementVoided,
)
"""What can move the next thing to do, or make one."""


async def turn_campaigns(world: World) -> None:
    """At each tick. What can't be done is said, and tried again at the next; it hinders nothing else."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST.total_seconds()
    waiting = iter(await to_look_at(world.database, world.clock.now()))

    async def one_by_one() -> None:
        for tenant, look in waiting:
            if loop.time() > end:
                return
            await _tried(turn_workspace(world, tenant, look), f"what campaigns of tenant {tenant} have to do")

    await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))


async def turn_workspace(world: World, tenant: TenantId, look: Look) -> None:
    """Two at once do no harm: what each appends is the same, and is appended once.

    How far the log had come is asked first, so that whatever is written meanwhile, also here, is looked at again.
    """
    position, now = await world.log.head(tenant), world.clock.now()
    next_at = look.next_at
    if look.is_over(now) or await world.log.read_kinds(tenant, CONCERNING, after=look.position):
        done = [
            await _tried(turn_campaign(world, tenant, which), f"campaign {which} of tenant {tenant}")
            for which in await campaigns_of(world, tenant)
        ]
        if not all(done):
            return
        next_at = await _next_moment(world, tenant, now)
    async with world.database.tenant(tenant) as connection:
        await keep_look(connection, tenant, Look(position, next_at))


async def turn_campaign(world: World, tenant: TenantId, which: CampaignId) -> bool:
    """Whether all that was to be done is done."""
    found = await find_campaign(world, tenant, which)
    ended = [
        await _tried(end_what_is_over(world, tenant, found, one), f"the end of measurement {one} of tenant {tenant}")
        for one in found.state.unended
    ]
    found = await find_campaign(world, tenant, which)
    opened = await _tried(open_what_is_due(world, tenant, found), f"a round of campaign {which} of tenant {tenant}")
    return all(ended) and opened


async def _next_moment(world: World, tenant: TenantId, now: datetime) -> datetime | None:
    found = [await find_campaign(world, tenant, which) for which in await campaigns_of(world, tenant)]
    moments = (next_moment(one.state, world.recurrence, now) for one in found)
    return min((moment for moment in moments if moment is not None), default=None)


async def _tried(work: Awaitable[bool | None], what: str) -> bool:
    """Whether it was done, by what it answers too."""
    try:
        return await work is not False
    except Exception:
        logger.exception("%s waits for the next tick", what)
        return False
