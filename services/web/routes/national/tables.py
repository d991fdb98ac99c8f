"""What a table holds, and the numbers of it that are asked for, in the manner of PxWebApi 2."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from litestar import HttpMethod, Response, post, route
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from services.application.world import World
from services.reports.national_tables import json_stat
from services.reports.national_tables.cube import Cube, cube
from services.reports.national_tables.published import PublishedIssues
from services.web.access import public
from services.web.given import GivenPublished, GivenWorld
from services.web.machine_problems import CallIsUnreadable
from services.web.pages import AnyRequest
from services.web.public_reading import count_large_reading
from services.web.routes.national import describing
from services.web.routes.national.answering import NEWEST, ROOT, address, format_asked, made, sent
from services.web.routes.national.asking import (
    FORMAT,
    LARGE,
    Selection,
    VariableSelection,
    choose,
    known,
    no_codes,
    parameters,
    selected,
    words_of,
)

ONE: Final = f"{ROOT}/tables/{{table:str}}"

read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt=public(), tags=["tables"])
JSON: Final = {
    200: ResponseSpec(dict[str, Any], description="JSON-stat 2.0, CSV or XLSX", media_type="application/json")
}


@read(f"{ONE}/metadata", responses=describing.OF_ONE | JSON, operation_class=describing.Worded)
async def show_metadata(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, table: FromPath[str]
) -> Response[bytes]:
    """A JSON-stat dataset without its numbers: which codes each variable has."""
    asked = parameters(request, FORMAT)
    no_codes(request)
    if asked.get(FORMAT, "json-stat2") != "json-stat2":
        raise CallIsUnreadable("output-format", code=asked[FORMAT])
    whole, words = await _whole_table(published, table), words_of(world, asked)
    href = address(request, f"tables/{whole.table.id}/metadata", words.t.language)
    content = json_stat.metadata(whole, words, href)
    return sent(request, content, json_stat.MEDIA_TYPE, NEWEST)


@read(f"{ONE}/data", responses=describing.DATA | JSON, operation_class=describing.Choosing)
async def read_data(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, table: FromPath[str]
) -> Response[bytes]:
    """Numbers of the newest version of each quarter. Those that are withheld are `null` with the status `:`."""
    return await _data(request, world, published, table, selected(request))


@post(
    f"{ONE}/data",
    opt=public(),
    tags=["tables"],
    status_code=200,
    responses=describing.QUERY | JSON,
    operation_class=describing.Asking,
)
async def query_data(
    request: AnyRequest,
    world: GivenWorld,
    published: GivenPublished,
    table: FromPath[str],
    data: JSONBody[Selection],
) -> Response[bytes]:
    """As by GET, with the selection in the body: for long ones."""
    no_codes(request)
    return await _data(request, world, published, table, data.selection)


async def _data(
    request: AnyRequest,
    world: World,
    published: PublishedIssues,
    table: str,
    wanted: Sequence[VariableSelection],
) -> Response[bytes]:
    asked = parameters(request, FORMAT)
    (ending, media_type, make), words = format_asked(asked), words_of(world, asked)
    chosen = choose(await _whole_table(published, table), wanted)
    if chosen.size > LARGE:
        await count_large_reading(world, request)
    found = chosen.table.id
    href = address(request, f"tables/{found}/data", words.t.language)
    content = await made(partial(make, chosen, words, href))
    name = "" if ending == "json" else f"samson-{found}-{words.t.language}.{ending}"
    return sent(request, content, media_type, NEWEST, name=name)


async def _whole_table(published: PublishedIssues, table: str) -> Cube:
    issues = await published.newest()
    return cube(known(table, issues), issues)


ROUTES = (show_metadata, read_data, query_data)
