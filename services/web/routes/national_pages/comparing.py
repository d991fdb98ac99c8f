"""Two releases beside each other: of quarters that follow each other or not, or two versions of one quarter."""

from litestar import Response

from services.application.world import World
from services.reports.national_figures.compared import Pair, Relation, corrected, corrected_groups, spider_of, tables
from services.reports.national_tables.cube import groups
from services.reports.national_tables.published import PublishedIssues
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import NotFound
from services.web.presenting.national.comparing import Chosen, NotPublished, choices, chosen, remarks
from services.web.presenting.national.figures import figure_path
from services.web.presenting.national.frame import Nation, Part, name_of
from services.web.routes.national_pages.figures import group_asked
from services.web.routes.national_pages.opening import nation_of, nothing_yet, read, shown


@read(Part.COMPARE.path)
async def show_comparison(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Response[bytes]:
    looked_at = await nation_of(request, world, published)
    if looked_at is None:
        return await nothing_yet(request, world, Part.COMPARE)
    try:
        found = chosen(request.query_params, looked_at.versions, looked_at.version)
    except NotPublished:
        raise NotFound from None
    if found is None:
        return await _without_two(request, world, looked_at)
    return await _side_by_side(request, world, published, found)


async def _without_two(request: AnyRequest, world: World, nation: Nation) -> Response[bytes]:
    """One alone is published, or the same one is named twice."""
    told = {"pair": None, "choices": _choices(nation), "first": nation.name, "second": nation.name}
    return await shown(request, world, nation, Part.COMPARE, "national/compare.html", **told)


async def _side_by_side(
    request: AnyRequest, world: World, published: PublishedIssues, found: Chosen
) -> Response[bytes]:
    nation = await nation_of(request, world, published, found.second)
    if nation is None:
        raise NotFound
    (first,) = await published.issues([found.first])
    pair, words = Pair(first, nation.issue, found.relation), nation.words
    group = group_asked(request, first, nation.issue)
    return await shown(
        request,
        world,
        nation,
        Part.COMPARE,
        "national/compare.html",
        pair=pair,
        choices=_choices(nation),
        first=name_of(found.first),
        second=name_of(found.second),
        titles=(nation.title(found.first), nation.title(found.second)),
        remarks=remarks(pair, words.t),
        counted_from=found.counted_from,
        both=spider_of(
            pair, group, words, nation.title(found.first), lambda one: nation.at(figure_path(one), **_kept(group))
        ),
        tables=tables(pair, group, words),
        corrected=corrected(pair, group, words) if pair.relation is Relation.CORRECTS else (),
        corrected_groups=corrected_groups(pair, words) if pair.relation is Relation.CORRECTS else (),
        group=group,
        group_choices=[(one, words.group(one)) for one in groups([first, nation.issue])],
        figure_path=figure_path,
    )


def _kept(group: str) -> dict[str, str]:
    return {"group": group}


def _choices(nation: Nation) -> object:
    return choices(nation.versions, [nation.title(one) for one in nation.versions])


ROUTES = (show_comparison,)
