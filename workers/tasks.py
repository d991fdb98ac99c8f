"""The tasks: thin, safe to run twice, and named for good, as a name may wait in the broker across a deploy."""

import redis

from infra.clock import SystemClock
from infra.health import record_progress
from workers.app import app


@app.task(name="tick")  # type: ignore[untyped-decorator]  # Celery has no types
def tick() -> None:
    """Once a minute: say that work gets done here, and do what waits."""
    with redis.Redis.from_url(app.conf.broker_url) as client:
        record_progress(client, "worker", SystemClock().now())
