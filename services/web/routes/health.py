"""`/healthz`."""

import os

from litestar import Response, get
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from services.web.access import anyone
from services.web.health import Health, examine
from services.web.pages import AnyRequest


@get("/healthz", opt=anyone())
async def show_health(request: AnyRequest) -> Response[Health]:
    """200 when every part does its work, 503 otherwise, and the same JSON both times."""
    health = await examine(request.app.state.health_checks, os.environ.get("SAMSON_INSTANCE"))
    status = HTTP_200_OK if health.ok else HTTP_503_SERVICE_UNAVAILABLE
    return Response(health, status_code=status)


ROUTES = (show_health,)
