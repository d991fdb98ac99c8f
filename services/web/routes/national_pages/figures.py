"""A page for each figure: over quarters, its spread, and the groups; and the list of all of them."""

from typing import Final

from litestar import Response
from litestar.params import FromPath

from domain.national.groups import COUNTRY, GroupId, GroupKind, kind_of
from services.reports.national_figures import figure as figures
from services.reports.national_figures.naming import name_of, unit_of
from services.reports.national_tables.cube import groups
from services.reports.national_tables.issue import Issue
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import NotFound
from services.web.presenting.national.figures import (
    GROUP,
    corrections,
    figure_choices,
    figure_path,
    found_variable,
    spread_in_words,
)
from services.web.presenting.national.frame import HOME, Part
from services.web.presenting.national.standing import alike, up_to
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown

ALL: Final = f"{HOME}/{Part.FIGURES}"


@read(ALL)
async def show_figures(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.FIGURES)
    topics = figure_choices(nation, COUNTRY)
    return await shown(request, world, nation, Part.FIGURES, "national/figures.html", topics=topics)


@read(f"{ALL}/{{variable:str}}")
async def show_figure(
    request: AnyRequest, world: GivenWorld, published: GivenPublished, variable: FromPath[str]
) -> Response[bytes]:
    """Of the country, or of the group that the address names."""
    nation = await nation_of(request, world, published)
    if nation is None:
        return await nothing_yet(request, world, Part.FIGURES)
    found = found_variable(variable)
    if found is None:
        raise NotFound
    words, group = nation.words, group_asked(request, nation.issue)
    issues = alike(await published.issues(up_to(nation)), nation.issue)
    lines = figures.quarter_lines(issues, found, group, words)
    figure = nation.issue.release.figure(group, found.id)
    return await shown(
        request,
        world,
        nation,
        Part.FIGURES,
        "national/figure.html",
        variable=found,
        variable_name=name_of(found.id, words),
        unit=unit_of(found, words),
        group=group,
        is_country=kind_of(group) is GroupKind.COUNTRY,
        figure=figure,
        over=figures.over_time(issues, found, group, words),
        lines=lines,
        corrections=corrections(lines, nation),
        spread=figures.spread_of(nation.issue, found, group, words),
        spread_words=spread_in_words(figure, found, words.t),
        country=figures.line_of(nation.issue, found, COUNTRY, words),
        kinds=figures.kinds(nation.issue, found, words),
        topics=figure_choices(nation, group, found.id),
        here=figure_path(found.id),
    )


def group_asked(request: AnyRequest, *issues: Issue) -> GroupId:
    """The country where nothing is said. Raises `NotFound` for a group that none of the releases could have."""
    named = GroupId(request.query_params.get(GROUP, COUNTRY))
    if named not in groups(issues):
        raise NotFound
    return named


ROUTES = (show_figures, show_figure)
