"""The tables, in the manner of PxWebApi 2: which there are, what each holds, and the numbers that are asked for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import HttpMethod, Response, post, route
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from infra.translation.catalogue import LANGUAGES
from services.application.world import World
from services.reports.national_tables import json_stat
from services.reports.national_tables.cube import Cube, cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.tables import BY_ID, TABLES, Table
from services.reports.national_tables.words import LICENCE, PUBLISHER, Words
from services.web.access import public
from services.web.given import GivenPublished, GivenWorld
from services.web.machine_problems import CallIsUnreadable
from services.web.pages import AnyRequest, translator_in
from services.web.public_reading import READS
from services.web.routes.national import describing
from services.web.routes.national.answering import FORMATS, NEWEST, format_asked, made, sent
from services.web.routes.national.asking import (
    FORMAT,
    MOST_CELLS,
    Selection,
    VariableSelection,
    choose,
    language,
    no_codes,
    parameters,
    selected,
)
from services.web.routes.national.shapes import (
    ConfigShape,
    LanguageShape,
    Link,
    PageShape,
    SourceShape,
    TableShape,
    TablesShape,
)

ROOT: Final = "/api/national/v1"
ONE: Final = f"{ROOT}/tables/{{table:str}}"

VERSION: Final = "1.0.0"
"""Of the API; `apiVersion` is the version of PxWebApi whose manner it has."""

USUAL_PAGE: Final = 20
LARGEST_PAGE: Final = 1000

SEARCH: Final = ("query", "pastdays", "includediscontinued", "pagenumber", "pagesize")

WORDS_OF_LANGUAGES: Final[Mapping[str, str]] = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}

read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt=public(), tags=["tables"])
JSON: Final = {
    200: ResponseSpec(dict[str, Any], description="JSON-stat 2.0, CSV or XLSX", media_type="application/json")
}


@read(f"{ROOT}/config", responses=describing.READING)
async def read_config(request: AnyRequest) -> Response[ConfigShape]:
    """Limits, languages, formats and licence."""
    parameters(request)
    content = ConfigShape(
        api_version="2.0",
        app_version=VERSION,
        languages=tuple(LanguageShape(code, WORDS_OF_LANGUAGES[code]) for code in LANGUAGES),
        default_language="nb",
        max_data_cells=MOST_CELLS,
        max_calls_per_time_window=READS.most,
        time_window=int(READS.per.total_seconds()),
        license=LICENCE,
        source_references=tuple(SourceShape(code, translator_in(code)("national-table.source")) for code in LANGUAGES),
        default_metadata_format="json-stat2",
        default_data_format="json-stat2",
        data_formats=tuple(FORMATS),
    )
    return answered(request, content)


@read(f"{ROOT}/tables", responses=describing.READING, operation_class=describing.Searching)
async def list_tables(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[TablesShape]:
    """None before anything is published."""
    asked = parameters(request, *SEARCH)
    no_codes(request)
    words, issues = words_of(world, asked), await published.newest()
    shapes = [_shape(request, table, issues, words) for table in TABLES] if issues else []
    past = _whole(asked, "pastdays", 0)
    since = world.clock.now() - timedelta(days=past)
    found = [one for one in shapes if _fits(one, asked.get("query", "")) and (not past or one.updated >= since)]
    return answered(request, _page(request, found, asked, words.t.language))


@read(ONE, responses=describing.OF_ONE, operation_class=describing.Worded)
async def show_table(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, table: FromPath[str]
) -> Response[TableShape]:
    asked = parameters(request)
    no_codes(request)
    issues = await published.newest()
    return answered(request, _shape(request, known(table, issues), issues, words_of(world, asked)))


@read(f"{ONE}/metadata", responses=describing.OF_ONE | JSON, operation_class=describing.Worded)
async def show_metadata(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, table: FromPath[str]
) -> Response[bytes]:
    """A JSON-stat dataset without its numbers: which codes each variable has."""
    asked = parameters(request, FORMAT)
    no_codes(request)
    if asked.get(FORMAT, "json-stat2") != "json-stat2":
        raise CallIsUnreadable("output-format", code=asked[FORMAT])
    whole = await _whole_table(published, table)
    content = json_stat.metadata(
        whole, words_of(world, asked), address(request, f"tables/{whole.table.id}/metadata", asked)
    )
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
    found = chosen.table.id
    href = address(request, f"tables/{found}/data", asked)
    content = await made(partial(make, chosen, words, href))
    name = "" if ending == "json" else f"samson-{found}-{words.t.language}.{ending}"
    return sent(request, content, media_type, NEWEST, name=name)


async def _whole_table(published: PublishedIssues, table: str) -> Cube:
    issues = await published.newest()
    return cube(known(table, issues), issues)


def known(table: str, issues: Sequence[Issue]) -> Table:
    """Raises `CallIsUnreadable`, also before anything is published."""
    if not issues:
        raise CallIsUnreadable("table")
    found = BY_ID.get(table.lower())
    if found is None:
        raise CallIsUnreadable("table", code=table, known=", ".join(BY_ID))
    return found


def words_of(world: World, asked: Mapping[str, str]) -> Words:
    return Words(translator_in(language(asked)), world.instruments.newest()[0])


def address(request: AnyRequest, path: str, asked: Mapping[str, str]) -> str:
    base: str = request.app.state.settings.base_url
    return f"{base}{ROOT}/{path}?{urlencode({'lang': language(asked)})}"


def answered(request: AnyRequest, content: Any) -> Response[Any]:
    return sent(request, msgspec.json.encode(content), "application/json", NEWEST)


def _shape(request: AnyRequest, table: Table, issues: Sequence[Issue], words: Words) -> TableShape:
    lang, whole = words.t.language, cube(table, issues)
    parts = {"self": "", "metadata": "/metadata", "data": "/data"}
    return TableShape(
        id=table.id,
        label=words.title(table),
        description=" ".join(words.notes(whole)),
        updated=max(issue.published_at for issue in issues),
        first_period=str(issues[0].quarter),
        last_period=str(issues[-1].quarter),
        variable_names=tuple(words.axis(axis.name) for axis in whole.axes),
        source=PUBLISHER,
        language=lang,
        links=tuple(
            Link(rel, lang, address(request, f"tables/{table.id}{part}", {"lang": lang})) for rel, part in parts.items()
        ),
    )


def _fits(one: TableShape, query: str) -> bool:
    """Each word stands somewhere in it."""
    text = " ".join((one.id, one.label, *one.variable_names)).casefold()
    return all(word in text for word in query.casefold().split())


def _page(request: AnyRequest, found: Sequence[TableShape], asked: Mapping[str, str], lang: str) -> TablesShape:
    size = min(_whole(asked, "pagesize", USUAL_PAGE), LARGEST_PAGE)
    number, pages = _whole(asked, "pagenumber", 1), ceil(len(found) / size)
    if number > max(pages, 1):
        raise CallIsUnreadable("parameter", code="pagenumber")

    def link(rel: str, to: int) -> Link:
        said = urlencode({**asked, "lang": lang, "pagesize": size, "pagenumber": to})
        return Link(rel, lang, f"{request.app.state.settings.base_url}{ROOT}/tables?{said}")

    around = [("first", 1), ("previous", number - 1), ("next", number + 1), ("last", pages)]
    links = tuple(link(rel, to) for rel, to in around if 1 <= to <= pages and to != number)
    page = PageShape(number, size, len(found), pages, links)
    shown = tuple(found[(number - 1) * size : number * size])
    return TablesShape(lang, shown, page, (link("self", number),))


def _whole(asked: Mapping[str, str], name: str, usual: int) -> int:
    """A whole number from 1 on. Raises `CallIsUnreadable`."""
    said = asked.get(name)
    if said is None:
        return usual
    if not (said.isascii() and said.isdecimal() and len(said) <= len(str(LARGEST_PAGE)) and int(said)):
        raise CallIsUnreadable("parameter", code=name)
    return int(said)


ROUTES = (read_config, list_tables, show_table, show_metadata, read_data, query_data)
