"""The web application."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import redis.asyncio
from litestar import Litestar

from infra.database import Database
from infra.settings import Settings
from services.web.health import Check, health_route, usual_checks


def create_app(settings: Settings | None = None) -> Litestar:
    """What Granian calls in each web process."""
    known = settings or Settings.from_environment()
    checks: dict[str, Check] = {}

    @asynccontextmanager
    async def connected(_app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(Database.opened(known.role_url("samson_web")))
            valkey = await stack.enter_async_context(redis.asyncio.Redis.from_url(known.redis_url))
            checks.update(usual_checks(database, valkey))
            yield

    return Litestar([health_route(checks)], lifespan=[connected], openapi_config=None)
