"""The API of national figures described for programs: OpenAPI 3.1, made from the routes themselves."""

from functools import cache, partial
from typing import Final

import msgspec
from litestar import Litestar, Response, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import License

from services.reports.national_tables.words import LICENCE
from services.web.access import public
from services.web.pages import AnyRequest
from services.web.routes.national import files, listing, tables
from services.web.routes.national.answering import NEWEST, sent

DESCRIBED: Final = (*listing.ROUTES, *tables.ROUTES, *files.ROUTES)


@cache
def openapi() -> bytes:
    """Of an app that has nothing but these routes, and that nobody can ask anything. Nobody needs a token."""
    config = OpenAPIConfig(
        title="SAMSON: national figures",
        version=listing.VERSION,
        description="Published national figures, in the manner of PxWebApi 2. Open to all, without signing in.",
        license=License(name="CC BY 4.0", url=LICENCE),
    )
    given = {name: Provide(partial(_nothing), sync_to_thread=False) for name in ("world", "published")}
    app = Litestar(DESCRIBED, dependencies=given, openapi_config=config)
    schema = app.openapi_schema.to_schema()
    # The document's own address is no part of what it describes.
    described = ("/api/national/", "/national/")
    schema["paths"] = {path: found for path, found in schema["paths"].items() if path.startswith(described)}
    return msgspec.json.encode(schema)


def _nothing() -> None:
    """What handlers are given is no part of a call."""


@get("/api/national/v1/openapi.json", opt=public(), include_in_schema=False)
async def show_national_openapi(request: AnyRequest) -> Response[bytes]:
    return sent(request, openapi(), "application/json", NEWEST)


ROUTES = (show_national_openapi,)
