"""The tasks: thin, safe to run twice, and named for good, as a name may wait in the broker across a deploy."""

import redis

from infra.clock import SystemClock
from infra.doorbell import DRAIN_OUTBOX
from infra.health import record_progress
from services.application.work import do_what_waits, tidy
from workers.app import app
from workers.held import Workplace, held


@app.task(name="tick")  # type: ignore[untyped-decorator]  # Celery has no types
def tick() -> None:
    """Once a minute: do what no doorbell told of. The mark is left only once that went well."""
    held.run(_drain)
    held.run(_tidy)
    with redis.Redis.from_url(app.conf.broker_url) as client:
        record_progress(client, "worker", SystemClock().now())


@app.task(name=DRAIN_OUTBOX)  # type: ignore[untyped-decorator]
def drain_outbox() -> None:
    """At each ring of the doorbell."""
    held.run(_drain)


async def _drain(place: Workplace) -> None:
    await do_what_waits(place.world, place.mailer, place.base_url)


async def _tidy(place: Workplace) -> None:
    await tidy(place.world)
