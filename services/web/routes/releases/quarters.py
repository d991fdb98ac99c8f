"""The list of quarters, the workshop of one, how far its computation has come, and its figures."""

from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.national_release.state import Stage
from services.web.access import ks_analyst
from services.web.given import GivenWorld
from services.web.pages import UNTOUCHED, AnyRequest, page
from services.web.place import NotFound
from services.web.routes.releases.loading import (
    HERE,
    all_quarters,
    figures_of,
    one_quarter,
    progress_part,
    quarter_in,
)

ONE: Final = f"{HERE}/{{quarter:str}}"


@get(HERE, opt=ks_analyst())
async def show_quarters(request: AnyRequest, world: GivenWorld) -> Template:
    return page(request, "releases/all.html", **await all_quarters(request, world))


@get(ONE, opt=ks_analyst())
async def show_quarter(request: AnyRequest, world: GivenWorld, quarter: FromPath[str]) -> Template:
    context = await one_quarter(request, world, quarter_in(quarter))
    return page(request, "releases/one.html", **UNTOUCHED, **context)


@get(f"{ONE}/progress", opt=ks_analyst())
async def show_progress(request: AnyRequest, world: GivenWorld, quarter: FromPath[str]) -> Template:
    """The part of the page that changes while it is computed. When that is over, the page is asked for anew."""
    context = await progress_part(world, quarter_in(quarter))
    shown = page(request, "releases/_progress.html", **context)
    if context["stage"] is not Stage.COMPUTING:
        shown.headers["HX-Refresh"] = "true"
    return shown


@get(f"{ONE}/figures", opt=ks_analyst())
async def show_figures(request: AnyRequest, world: GivenWorld, quarter: FromPath[str]) -> Template:
    """`?group=county:11`, and `?version=1` for a published one where another is proposed."""
    asked = request.query_params.get("version")
    if asked is not None and not asked.isdecimal():
        raise NotFound
    version = None if asked is None else int(asked)
    return page(request, "releases/figures.html", **await figures_of(request, world, quarter_in(quarter), version))


ROUTES = (show_quarters, show_quarter, show_progress, show_figures)
