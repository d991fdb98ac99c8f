"""The counties as tiles of one size, for any variable."""

from litestar import Response

from domain.national.groups import COUNTRY
from services.reports.national_figures.figure import county_lines, county_map
from services.reports.national_figures.naming import name_of, unit_of
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import NotFound
from services.web.presenting.national.figures import VARIABLE, figure_path, found_variable, map_choices
from services.web.presenting.national.frame import Part
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown


@read(Part.MAP.path)
async def show_map(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.MAP)
    variable, words = found_variable(request.query_params.get(VARIABLE)), nation.words
    if variable is None:
        raise NotFound
    return await shown(
        request,
        world,
        nation,
        Part.MAP,
        "national/map.html",
        variable=variable,
        variable_name=name_of(variable.id, words),
        unit=unit_of(variable, words),
        counties=county_map(nation.issue, variable, words, nation.group),
        lines=county_lines(nation.issue, variable, words),
        topics=map_choices(nation, COUNTRY, variable.id),
        figure_href=nation.at(figure_path(variable.id)),
    )


ROUTES = (show_map,)
