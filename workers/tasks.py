"""The tasks: thin, safe to run twice, and named for good, as a name may wait in the broker across a deploy."""

import asyncio

import redis

from infra.clock import SystemClock
from infra.doorbell import DRAIN_OUTBOX
from infra.health import record_progress, record_unsigned_logs
from infra.settings import Settings
from services.application.campaigns.turning import turn_campaigns
from services.application.checkpoints.signing import Signed, sign_what_grew
from services.application.releases.printing import order_missing_paper
from services.application.reminding.deciding import remind
from services.application.work import do_what_waits, tidy, work_until_the_next_tick
from services.bootstrap import notary_of, opened_handlers, opened_world
from workers.app import app
from workers.stopping import told_to_stop


@app.task(name="tick")  # type: ignore[untyped-decorator]  # Celery has no types
def tick() -> None:
    """Once a minute: sign what has grown, remind, turn campaigns, tidy up, do what waits, and leave a mark."""
    signed = asyncio.run(_tick(Settings.from_environment()))
    with redis.Redis.from_url(app.conf.broker_url) as client:
        record_unsigned_logs(client, signed.failed)
        record_progress(client, "worker", SystemClock().now())


@app.task(name=DRAIN_OUTBOX)  # type: ignore[untyped-decorator]  # Celery has no types
def drain_outbox() -> None:
    """At each ring of the doorbell."""
    asyncio.run(_drain(Settings.from_environment()))


async def _tick(settings: Settings) -> Signed:
    """Signs, reminds, opens and ends before it works, so that what follows leaves the house in the same minute.

    A missing paper comes last: half a minute of printing is for the next tick, and not for who waits for the first one.
    """
    async with told_to_stop() as stopping, opened_world(settings, "samson_worker") as world:
        signed = await sign_what_grew(notary_of(world, settings))
        await remind(world)
        await turn_campaigns(world)
        await tidy(world)
        async with opened_handlers(world, settings, stopping) as handlers:
            await work_until_the_next_tick(world, handlers, stopping)
        await order_missing_paper(world)
    return signed


async def _drain(settings: Settings) -> None:
    async with (
        told_to_stop() as stopping,
        opened_world(settings, "samson_worker") as world,
        opened_handlers(world, settings, stopping) as handlers,
    ):
        await do_what_waits(world, handlers, stopping)
