"""Whether the work goes on: each process leaves a mark in Valkey when it got something done, not when it merely lives.

A mark expires by itself when the process has been silent for too long, so that no two clocks have to agree.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, cast, get_args

import redis
import redis.asyncio

Part = Literal["worker", "scheduler", "projector"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)

PATIENCE: Final[Mapping[Part, int]] = {"worker": 150, "scheduler": 150, "projector": 30}
"""Seconds without progress after which a part counts as silent. Worker and scheduler have one tick a minute."""


UNSIGNED_LOGS: Final = "health:unsigned-logs"


def progress_key(part: Part) -> str:
    return f"health:{part}"


def record_progress(client: redis.Redis, part: Part, at: datetime) -> None:
    """Leave the mark of a part that has just done something."""
    client.set(progress_key(part), at.isoformat(), ex=PATIENCE[part])


async def record_progress_async(client: redis.asyncio.Redis, part: Part, at: datetime) -> None:
    await client.set(progress_key(part), at.isoformat(), ex=PATIENCE[part])


def last_progress(client: redis.Redis, part: Part) -> datetime | None:
    """When the part last got something done; `None` when it has been silent for too long."""
    return _read(cast("bytes | None", client.get(progress_key(part))))


async def last_progress_async(client: redis.asyncio.Redis, part: Part) -> datetime | None:
    return _read(cast("bytes | None", await client.get(progress_key(part))))


def record_unsigned_logs(client: redis.Redis, count: int) -> None:
    """How many logs could not be signed at the last tick."""
    client.set(UNSIGNED_LOGS, str(count), ex=PATIENCE["worker"])


async def unsigned_logs_async(client: redis.asyncio.Redis) -> int | None:
    """`None` when no worker has tried for too long."""
    mark = cast("bytes | None", await client.get(UNSIGNED_LOGS))
    return int(mark) if mark is not None else None


def _read(mark: bytes | None) -> datetime | None:
    return datetime.fromisoformat(mark.decode()) if mark is not None else None
