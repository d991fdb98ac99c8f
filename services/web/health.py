"""`/healthz`: whether each part does its work, for supervisors and load balancers. It says nothing about anybody."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import msgspec
import redis.asyncio
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from infra.database import Database
from infra.health import PARTS, Part, last_progress_async, unsigned_logs_async
from projections.tracking import ProjectionHealth, projection_health
from services.web.access import anyone

PATIENCE: Final = 3.0
"""Seconds that one check may take."""

Check = Callable[[], Awaitable[str | None]]
"""Answers what it saw, or `None` when the part does not do its work. An exception counts as that too."""


class PartHealth(msgspec.Struct, frozen=True):
    """One part. `seen` is what its check saw, such as the time of the last progress."""

    ok: bool
    seen: str | None


class Health(msgspec.Struct, frozen=True):
    """All parts. `instance` tells whose answer this is, where several installations share a machine."""

    ok: bool
    instance: str | None
    parts: dict[str, PartHealth]


def health_route(checks: Mapping[str, Check]) -> HTTPRouteHandler:
    """200 when every part does its work, 503 otherwise, and the same JSON both times."""

    @get("/healthz", opt=anyone())
    async def healthz() -> Response[Health]:
        found = dict(zip(checks, await asyncio.gather(*(_ask(check) for check in checks.values())), strict=True))
        ok = all(part.ok for part in found.values())
        answer = Health(ok, os.environ.get("SAMSON_INSTANCE"), found)
        status = HTTP_200_OK if ok else HTTP_503_SERVICE_UNAVAILABLE
        return Response(answer, status_code=status, headers={"Cache-Control": "no-store"})

    return healthz


async def _ask(check: Check) -> PartHealth:
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await check()
    except Exception:  # noqa: BLE001 (whatever it is, this part does not work)
        return PartHealth(ok=False, seen=None)
    return PartHealth(ok=seen is not None, seen=seen)


def read_models_seen(found: Sequence[ProjectionHealth]) -> str:
    """Of each read model how many events it has still to take in, all workspaces together, and who is parked."""
    waiting = ", ".join(f"{one.projection} {one.waiting_events}" for one in found)
    parked = [f"{one.projection} parks {one.parked_tenants}" for one in found if one.parked_tenants]
    return "; ".join([f"events that wait: {waiting or 'none yet'}", *parked])


def usual_checks(database: Database, valkey: redis.asyncio.Redis) -> dict[str, Check]:
    """The database answers, Valkey answers, and each process made progress of late."""

    async def database_answers() -> str | None:
        return "answers" if await database.answers() else None

    async def read_models_follow() -> str | None:
        """A parked tenant is work for a person, not a reason to take a server out of service: it is said, no more."""
        async with database.transaction() as connection:
            found = await projection_health(connection)
        return read_models_seen(found)

    async def logs_are_signed() -> str | None:
        """A log that can't be signed is work for a person too."""
        unsigned = await unsigned_logs_async(valkey)
        return None if unsigned is None else f"{unsigned} logs cannot be signed"

    async def valkey_answers() -> str | None:
        await valkey.ping()
        return "answers"

    def progress(part: Part) -> Check:
        async def made_progress() -> str | None:
            at = await last_progress_async(valkey, part)
            return at.isoformat() if at else None

        return made_progress

    answering = {"database": database_answers, "read models": read_models_follow, "valkey": valkey_answers}
    answering["checkpoints"] = logs_are_signed
    return answering | {part: progress(part) for part in PARTS}
