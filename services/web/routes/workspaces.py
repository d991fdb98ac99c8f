"""The workspaces that somebody belongs to."""

from litestar import get
from litestar.response import Template

from services.web.access import signed_in
from services.web.belonging import belongings_of
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, page


@get("/workspaces", opt=signed_in())
async def show_workspaces(request: AnyRequest, world: GivenWorld) -> Template:
    return page(request, "workspaces.html", belongings=await belongings_of(world, request.user.id))


ROUTES = (show_workspaces,)
