"""Releases as files, each version at an address where it stays, and the description of all of them for catalogues."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from litestar import HttpMethod, Response, route
from litestar.params import FromPath

from domain.national.quarter import Quarter, QuarterIsUnreadable
from infra.translation.catalogue import LANGUAGES, Language
from projections.releases.queries import PublishedVersion
from services.application.world import World
from services.reports.national_tables import csv_file, json_stat, workbook
from services.reports.national_tables.catalogue import FORMS, catalogue
from services.reports.national_tables.cube import cube
from services.reports.national_tables.graph import JSON_LD, TURTLE, json_ld, turtle
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.tables import TABLES
from services.reports.national_tables.words import Words
from services.web.access import public
from services.web.given import GivenPublished, GivenWorld
from services.web.machine_problems import CallIsUnreadable, PaperIsBeingPrinted
from services.web.ordered_files import PDF
from services.web.pages import AnyRequest, translator_in
from services.web.place import NotFound
from services.web.routes.national import describing
from services.web.routes.national.answering import FOR_EVER, NEWEST, ROOT, Kept, answered, sent
from services.web.routes.national.asking import no_codes, parameters, words_of
from services.web.routes.national.shapes import ReleaseShape, ReleasesShape
from services.web.routes.national_pages.releases import shown_for_ever

HOME: Final = "/national/releases"

FILE: Final = re.compile(r"(?:newest|v([1-9]\d{0,3}))\.(csv|xlsx|json|pdf)")

PAGE: Final = re.compile(r"v([1-9]\d{0,3})")

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": csv_file.MEDIA_TYPE,
    "xlsx": workbook.MEDIA_TYPE,
    "json": json_stat.MEDIA_TYPE,
    "pdf": PDF,
}

KEPT: Final = Kept(24)
"""About a megabyte each, at most."""

read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt=public(), tags=["releases"])
read_file = partial(read, responses=describing.OF_FILE, operation_class=describing.Worded)


@read(f"{ROOT}/releases", responses=describing.READING)
async def list_releases(request: AnyRequest, published: GivenPublished) -> Response[ReleasesShape]:
    """Every version of every quarter, with its files."""
    parameters(request)
    no_codes(request)
    versions = await published.versions()
    issues = reversed(await published.issues(versions))
    base: str = request.app.state.settings.base_url
    shapes = (_shape(issue, one, base) for issue, one in zip(issues, versions, strict=True))
    return answered(request, ReleasesShape(tuple(shapes)))


@read_file([f"{HOME}/newest.{ending}" for ending in MEDIA_TYPES])
async def fetch_newest(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    """The last version of the latest quarter."""
    versions, ending = await published.versions(), request.url.path.rpartition(".")[2]
    if not versions:
        raise CallIsUnreadable("release")
    return await _file(request, world, published, versions[0], ending, kept=NEWEST)


@read_file(f"{HOME}/{{quarter:str}}/{{file:str}}")
async def fetch_version(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, quarter: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """`v1.csv` and so on, which never change; `newest.csv` is the quarter's last version. `v1` is a page to read."""
    if "." not in file:
        page = PAGE.fullmatch(file)
        shown = await _version(published, quarter, page[1]) if page else None
        if shown is None:
            raise NotFound
        return await shown_for_ever(request, world, published, shown)
    named = FILE.fullmatch(file)
    found = await _version(published, quarter, named[1]) if named else None
    if named is None or found is None:
        raise CallIsUnreadable("release", code=f"{quarter}/{file}")
    return await _file(request, world, published, found, named[2], kept=FOR_EVER if named[1] else NEWEST)


@read("/national/catalogue.ttl", responses=describing.READING)
async def describe_in_turtle(request: AnyRequest, published: GivenPublished) -> Response[bytes]:
    """All releases by DCAT-AP-NO 3, in Turtle."""
    return sent(request, turtle(await _things(request, published)), TURTLE, NEWEST)


@read("/national/catalogue.jsonld", responses=describing.READING)
async def describe_in_json_ld(request: AnyRequest, published: GivenPublished) -> Response[bytes]:
    """All releases by DCAT-AP-NO 3, in JSON-LD."""
    return sent(request, json_ld(await _things(request, published)), JSON_LD, NEWEST)


async def _things(request: AnyRequest, published: PublishedIssues) -> Any:
    parameters(request)
    no_codes(request)
    issues = await published.issues(await published.versions())
    return catalogue(issues, [translator_in(one) for one in LANGUAGES], request.app.state.settings.base_url)


async def _version(published: PublishedIssues, quarter: str, version: str | None) -> PublishedVersion | None:
    """The quarter's last where no version is named."""
    try:
        wanted = Quarter.read(quarter)
    except QuarterIsUnreadable:
        return None
    number = int(version) if version else None
    of_quarter = (one for one in await published.versions() if one.quarter == wanted)
    return next((one for one in of_quarter if number in {None, one.version}), None)


async def _file(
    request: AnyRequest, world: World, published: PublishedIssues, one: PublishedVersion, ending: str, *, kept: str
) -> Response[bytes]:
    """The same bytes at each of its addresses."""
    asked = parameters(request)
    no_codes(request)
    words, (issue,) = words_of(world, asked), await published.issues([one])
    path = f"{HOME}/{one.quarter}/v{one.version}.{ending}"
    lang = words.t.language
    stays = f"{request.app.state.settings.base_url}{path}?lang={lang}"
    if ending == "pdf":
        content = await _paper(published, one, lang)
    else:
        made_from = (one.release_sha256, world.instruments.newest()[1], ending, stays)
        content = await KEPT.of(made_from, partial(_made, issue, ending, words, stays))
    name = f"samson-{one.quarter}-v{one.version}-{lang}.{ending}"
    return sent(request, content, MEDIA_TYPES[ending], kept, name=name, at=f"{path}?lang={lang}")


async def _paper(published: PublishedIssues, one: PublishedVersion, language: Language) -> bytes:
    """As it was printed, once and for all: a GET prints nothing. Raises `PaperIsBeingPrinted`."""
    paper = await published.paper(one, language)
    if paper is None:
        raise PaperIsBeingPrinted
    return paper


def _made(issue: Issue, ending: str, words: Words, href: str) -> bytes:
    cubes = [cube(table, [issue]) for table in TABLES]
    match ending:
        case "csv":
            return csv_file.csv_file(cubes, words)
        case "xlsx":
            return workbook.workbook(cubes, words)
        case _:
            return json_stat.collection(cubes, words, href)


def _shape(issue: Issue, one: PublishedVersion, base: str) -> ReleaseShape:
    return ReleaseShape(
        quarter=str(one.quarter),
        version=one.version,
        ruleset=one.ruleset,
        simulated=issue.release.simulated,
        superseded=one.superseded,
        sha256=one.release_sha256,
        published=one.published_at,
        files=tuple(f"{base}{HOME}/{one.quarter}/v{one.version}.{ending}" for ending in FORMS),
    )


ROUTES = (list_releases, fetch_newest, fetch_version, describe_in_turtle, describe_in_json_ld)
