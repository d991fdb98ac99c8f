"""Accepting an invitation into a workspace. The link opens a page whose button posts."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from services.application.joining import join_workspace, look_at_invitation
from services.web.access import anyone
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, language_of, page, shown_at
from services.web.routes.sign_in import let_in


@get("/invitations/{token:str}", opt=anyone())
async def show_invitation(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Template:
    invitation = await look_at_invitation(world, token)
    return page(request, "invitation.html", invitation=invitation, token=token)


@post("/invitations/{token:str}", opt=anyone())
async def accept_invitation(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Response[Any]:
    """The link came by e-mail, so whoever holds it reads that address: this signs in too."""
    joined = await join_workspace(world, token, language_of(request))
    home = f"/w/{joined.workspace.slug}"
    going = await shown_at(world, joined.caller, joined.written, home)
    return await let_in(request, world, joined.signed_in, going)


ROUTES = (show_invitation, accept_invitation)
