"""Guidance that everybody may read: for facilitators, for each value and field, and the theory in short."""

from litestar import get
from litestar.response import Template

from domain.instrument.model import Field
from services.application.instruments import offered
from services.application.world import World
from services.web.access import anyone
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, language_of, page
from services.web.place import there
from services.web.presenting.guidance import GROUPS, OVERVIEW, beside, guide
from services.web.presenting.wording import Wordings


@get("/guidance", opt=anyone())
async def list_guidance(request: AnyRequest) -> Template:
    language = language_of(request)
    groups = {group: [there(guide(slug, language)) for slug in slugs] for group, slugs in GROUPS.items()}
    return page(request, "guidance/all.html", overview=there(guide(OVERVIEW, language)), groups=groups)


@get("/guidance/{guide:str}", opt=anyone())
async def show_guidance(request: AnyRequest, world: GivenWorld) -> Template:
    language, slug = language_of(request), request.path_params["guide"]
    shown = there(guide(slug, language) if slug != OVERVIEW else None)
    before, after = (guide(each, language) if each else None for each in beside(slug))
    return page(
        request,
        "guidance/one.html",
        guide=shown,
        before=before,
        after=after,
        field=await _field(world, slug),
        said=Wordings(language),
    )


async def _field(world: World, slug: str) -> Field | None:
    """The one that the page is about, to list the questions that a new measurement asks."""
    if not slug.startswith("field-"):
        return None
    instrument, _ = await offered(world)
    return next((field for field in instrument.fields if slug == f"field-{field.id}"), None)


ROUTES = (list_guidance, show_guidance)
