"""The scheduler ticks, once at its start and then every minute. It knows no calendar."""

from datetime import UTC, datetime
from typing import Any, Final

import redis
from celery.beat import ScheduleEntry, Scheduler

from infra.clock import SystemClock
from infra.health import record_progress
from workers.app import TICK

LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The last run of an entry that is to run at once."""


class TickScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Keeps nothing on disk, and leaves a mark of progress for each tick that it got rid of."""

    def setup_schedule(self) -> None:
        tick = self.Entry(
            name="tick",
            task="tick",
            schedule=float(TICK),
            last_run_at=LONG_AGO,
            options={"expires": TICK},
            app=self.app,
        )
        self.data["tick"] = tick

    def apply_async(self, entry: ScheduleEntry, **options: Any) -> Any:
        result = super().apply_async(entry, **options)
        with redis.Redis.from_url(self.app.conf.broker_url) as client:
            record_progress(client, "scheduler", SystemClock().now())
        return result
