"""KS's own page. KS sees releases, and never a municipality's data."""

from litestar import get
from litestar.response import Template

from services.web.access import ks_analyst
from services.web.given import GivenPublished, GivenWorld
from services.web.pages import AnyRequest, page
from services.web.routes.releases.loading import words_in


@get("/ks", opt=ks_analyst())
async def show_ks(request: AnyRequest, world: GivenWorld, published: GivenPublished) -> Template:
    newest = next(iter(await published.versions()), None)
    return page(request, "ks.html", newest=newest, words=await words_in(request, world))


ROUTES = (show_ks,)
