"""Which tables there are, and within which limits they can be asked for, in the manner of PxWebApi 2."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from math import ceil
from typing import Final
from urllib.parse import urlencode

from litestar import HttpMethod, Response, route
from litestar.params import FromPath

from infra.translation.catalogue import LANGUAGES
from services.reports.national_tables.cube import cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import TABLES, Table
from services.reports.national_tables.words import LICENCE, PUBLISHER, Words
from services.web.access import public
from services.web.given import GivenPublished, GivenWorld
from services.web.machine_problems import CallIsUnreadable
from services.web.pages import AnyRequest, translator_in
from services.web.public_reading import READS
from services.web.routes.national import describing
from services.web.routes.national.answering import FORMATS, ROOT, address, answered
from services.web.routes.national.asking import MOST_CELLS, known, no_codes, parameters, words_of
from services.web.routes.national.shapes import (
    ConfigShape,
    LanguageShape,
    Link,
    PageShape,
    SourceShape,
    TableShape,
    TablesShape,
)

VERSION: Final = "1.0.0"
"""Of the API; `apiVersion` is the version of PxWebApi whose manner it has."""

USUAL_PAGE: Final = 20
LARGEST_PAGE: Final = 1000

SEARCH: Final = ("query", "pastdays", "includediscontinued", "pagenumber", "pagesize")

WORDS_OF_LANGUAGES: Final[Mapping[str, str]] = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt=public(), tags=["tables"])


@read(f"{ROOT}/config", responses=describing.READING)
async def read_config(request: AnyRequest) -> Response[ConfigShape]:
    """Limits, languages, formats and licence."""
    parameters(request)
    no_codes(request)
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


@read(f"{ROOT}/tables/{{table:str}}", responses=describing.OF_ONE, operation_class=describing.Worded)
async def show_table(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, table: FromPath[str]
) -> Response[TableShape]:
    asked = parameters(request)
    no_codes(request)
    issues = await published.newest()
    return answered(request, _shape(request, known(table, issues), issues, words_of(world, asked)))


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
        links=tuple(Link(rel, lang, address(request, f"tables/{table.id}{part}", lang)) for rel, part in parts.items()),
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


ROUTES = (read_config, list_tables, show_table)
