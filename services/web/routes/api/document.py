"""The API described: by OpenAPI 3.1 for programs, made from the routes themselves, and by a page for people."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Final

import msgspec
from litestar import Litestar, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Template

from infra.accounts.access_tokens import Scope
from services.web.access import anyone
from services.web.bearing import CALLS
from services.web.machine_problems import PROBLEMS
from services.web.pages import AnyRequest, page
from services.web.routes.api import doing, reading
from services.web.routes.national import document as national

VERSION: Final = "1.0.0"

DESCRIBED: Final = (*reading.ROUTES, *doing.ROUTES)


@cache
def openapi() -> bytes:
    """Of an app that has nothing but the API's routes, and that nobody can ask anything."""
    config = OpenAPIConfig(
        title="SAMSON",
        version=VERSION,
        description="Series and actions of a workspace, for programs with a member's access token.",
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
    )
    given = {name: Provide(partial(_nothing), sync_to_thread=False) for name in ("world", "place")}
    app = Litestar(DESCRIBED, dependencies=given, openapi_config=config)
    schema = app.openapi_schema.to_schema()
    # The document's own address is no part of what it describes.
    schema["paths"] = {path: found for path, found in schema["paths"].items() if path.startswith("/api/")}
    return msgspec.json.encode(schema)


def _nothing() -> None:
    """What handlers are given is no part of a call."""


@get("/api/v1/openapi.json", opt=anyone(), include_in_schema=False)
async def show_openapi() -> Response[bytes]:
    return Response(openapi(), media_type="application/json")


@get("/api", opt=anyone(), include_in_schema=False)
async def show_api(request: AnyRequest) -> Template:
    return page(
        request,
        "api.html",
        routes=_listed(DESCRIBED),
        open_routes=_listed(national.DESCRIBED),
        problems=PROBLEMS,
        scopes=list(Scope),
        most=CALLS.most,
    )


def _listed(handlers: Sequence[HTTPRouteHandler]) -> Sequence[tuple[str, Sequence[str]]]:
    """What a GET answers, a HEAD does too: that goes without saying."""
    return [(min(one.http_methods), sorted(one.paths)) for one in handlers]


ROUTES = (show_openapi, show_api)
