"""All releases with their files, and one of them for ever, beside its files (`services.web.routes.national.files`)."""

from typing import Final

from litestar import Response
from litestar.params import FromPath
from litestar.status_codes import HTTP_204_NO_CONTENT

from projections.releases.queries import PublishedVersion
from services.application.world import World
from services.reports.national_tables.published import PublishedIssues
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest, part_of_page
from services.web.place import NotFound
from services.web.presenting.national.frame import HOME, PAPERS, Part, wanted
from services.web.routes.national_pages.opening import MEDIA_TYPE, nation_of, nothing_yet, read, shown
from services.web.routes.national_pages.profiles import profile_context

ALL: Final = f"{HOME}/releases"

NOT_KEPT: Final = {"cache-control": "no-store"}
"""The page that asks may be kept for minutes. What it is told may not: then it would wait on."""


@read(ALL)
async def show_releases(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.RELEASES)
    issues = list(reversed(await published.issues(nation.versions)))
    listed, printed = list(zip(nation.versions, issues, strict=True)), await published.every_paper()
    return await shown(request, world, nation, Part.RELEASES, "national/releases.html", listed=listed, printed=printed)


@read(f"{PAPERS}/{{release:str}}")
async def show_paper(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, release: FromPath[str]
) -> Response[bytes]:
    """For a page that waits for the PDF of a release: the link to it, and nothing until it is printed."""
    version = wanted(release, await published.versions())
    nation = await nation_of(request, world, published, version) if version else None
    if version is None or nation is None:
        raise NotFound
    if nation.words.t.language not in await published.printed(version):
        return Response(b"", status_code=HTTP_204_NO_CONTENT, headers=NOT_KEPT)
    part = part_of_page(request, "national/_paper.html").render(t=nation.words.t, nation=nation)
    return Response(part.encode(), media_type=MEDIA_TYPE, headers=NOT_KEPT)


async def shown_for_ever(
    request: AnyRequest, world: World, published: PublishedIssues, version: PublishedVersion
) -> Response[bytes]:
    """At the address of a version's files without their endings, which only one handler can have."""
    nation = await nation_of(request, world, published, version)
    if nation is None:
        return await nothing_yet(request, world, Part.OVERVIEW)
    return await shown(
        request, world, nation, Part.OVERVIEW, "national/overview.html", **await profile_context(published, nation)
    )


ROUTES = (show_releases, show_paper)
