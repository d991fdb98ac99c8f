"""The Celery app: the doorbell, not the truth. What has to happen stands in the outbox in PostgreSQL."""

from typing import Final

from celery import Celery

from infra.settings import Settings

LONGEST_TASK: Final = 600
"""Seconds after which a task is killed. `WITHHELD` has to be longer, or a running task is handed out twice."""

WITHHELD: Final = 900
"""Seconds for which a task that somebody took and never finished is withheld from others (kombu #337)."""

TICK: Final = 60
"""Seconds between two ticks of the scheduler. All rules about days and hours are ours, not the scheduler's."""

app = Celery("samson", include=["workers.tasks"])

app.conf.update(
    task_default_queue="samson",
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=LONGEST_TASK,
    task_soft_time_limit=LONGEST_TASK - 60,
    result_expires=3600,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": WITHHELD,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 30,
        "socket_keepalive": True,
        "socket_connect_timeout": 5,
    },
    result_backend_transport_options={"socket_keepalive": True, "socket_connect_timeout": 5},
    beat_scheduler="workers.schedule:TickScheduler",
)


def configure(settings: Settings) -> Celery:
    """Tell the app where its broker is. Before this it can be imported, but reaches nothing."""
    app.conf.update(broker_url=settings.redis_url, result_backend=settings.redis_url)
    return app
