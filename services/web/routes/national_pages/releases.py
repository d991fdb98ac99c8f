"""All releases with their files, and one of them for ever, beside its files (`services.web.routes.national.files`)."""

from typing import Final

from litestar import Response

from projections.releases.queries import PublishedVersion
from services.application.world import World
from services.reports.national_tables.published import PublishedIssues
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.presenting.national.frame import HOME, Part
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown
from services.web.routes.national_pages.profiles import profile_context

ALL: Final = f"{HOME}/releases"


@read(ALL)
async def show_releases(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.RELEASES)
    issues = list(reversed(await published.issues(nation.versions)))
    listed, printed = list(zip(nation.versions, issues, strict=True)), await published.every_paper()
    return await shown(request, world, nation, Part.RELEASES, "national/releases.html", listed=listed, printed=printed)


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


ROUTES = (show_releases,)
