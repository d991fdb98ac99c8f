"""The country's profile: of the newest release, or of one that is asked for."""

from litestar import Response

from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.presenting.national.frame import HOME, Part
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown
from services.web.routes.national_pages.profiles import profile_context


@read(HOME)
async def show_country(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.OVERVIEW)
    return await shown(
        request, world, nation, Part.OVERVIEW, "national/overview.html", **await profile_context(published, nation)
    )


ROUTES = (show_country,)
