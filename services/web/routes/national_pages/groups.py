"""Groups of municipalities: which there are, and the profile of each beside the country's."""

from typing import Final

from litestar import Response
from litestar.params import FromPath

from domain.national.groups import GroupId
from services.reports.national_tables.cube import groups
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import NotFound
from services.web.presenting.national.frame import HOME, Part
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown

ALL: Final = f"{HOME}/groups"


@read(ALL)
async def show_groups(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.GROUPS)
    return await shown(request, world, nation, Part.GROUPS, "national/groups.html")


@read(f"{ALL}/{{group:str}}")
async def show_group(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, group: FromPath[str]
) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.GROUPS)
    if group not in groups([nation.issue]):
        raise NotFound
    return await shown(request, world, nation, Part.GROUPS, "national/group.html", group=GroupId(group))


ROUTES = (show_groups, show_group)
