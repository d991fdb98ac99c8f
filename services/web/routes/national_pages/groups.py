"""Groups of municipalities: which there are, and the profile of each beside the country's."""

from typing import Final

from litestar import Response
from litestar.params import FromPath

from domain.national.groups import COUNTRY, GroupId
from services.reports.national_tables.cube import groups
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import NotFound
from services.web.presenting.national.frame import HOME, Part
from services.web.presenting.national.telling import groups_by_kind, why_missing
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown
from services.web.routes.national_pages.profiles import profile_context

ALL: Final = f"{HOME}/groups"


@read(ALL)
async def show_groups(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.GROUPS)
    told = {
        "kinds": groups_by_kind(nation.issue, nation.words),
        "missing": why_missing(nation.issue.release, nation.words.t),
    }
    return await shown(request, world, nation, Part.GROUPS, "national/groups.html", **told)


@read(f"{ALL}/{{group:str}}")
async def show_group(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, group: FromPath[str]
) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.GROUPS)
    if group == COUNTRY or group not in groups([nation.issue]):
        raise NotFound
    t = nation.words.t
    told = await profile_context(published, nation, GroupId(group))
    trail = [(t("national.title"), nation.at(HOME)), (t("national.groups.title"), nation.at(ALL))]
    return await shown(request, world, nation, Part.GROUPS, "national/group.html", trail=trail, **told)


ROUTES = (show_groups, show_group)
