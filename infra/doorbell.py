"""Tells the workers that something waits in the outbox. Losing a ring is harmless: a sweep comes every minute."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from celery import Celery

DRAIN_OUTBOX = "drain_outbox"
"""The task's name, for good: it may wait in the broker across a deploy."""

QUEUE = "samson"
PATIENCE = 1.0
"""Seconds for reaching the broker."""

logger = logging.getLogger("samson.doorbell")


class Doorbell:
    """Rings in a thread of its own, so that no page waits for the broker. Rings before the last one left are one."""

    def __init__(self, redis_url: str) -> None:
        self._app = Celery("doorbell", broker=redis_url, set_as_current=False)
        self._app.conf.update(
            task_default_queue=QUEUE,
            task_publish_retry=False,
            task_ignore_result=True,
            broker_transport_options={
                "connect_retries_timeout": PATIENCE,
                "socket_connect_timeout": PATIENCE,
                "socket_timeout": PATIENCE,
            },
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="doorbell")
        self._lock = threading.Lock()
        self._about_to_ring = False

    def ring(self) -> None:
        """After the commit. Returns at once and raises nothing."""
        with self._lock:
            if self._about_to_ring:
                return
            self._about_to_ring = True
        self._thread.submit(self._ring)

    def _ring(self) -> None:
        with self._lock:
            self._about_to_ring = False
        try:
            self._app.send_task(DRAIN_OUTBOX, expires=60)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with the broker, the sweep finds the work
            logger.warning("the doorbell does not ring: %s", type(error).__name__)

    def close(self) -> None:
        """Waits for the last ring."""
        self._thread.shutdown()
        self._app.close()
