"""Everything about oneself: a page to read or print, and the same as a file."""

from typing import Final

import msgspec
from litestar import Response, get
from litestar.response import Template

from infra.translation.writing import last_day
from services.application.about_me import about_me
from services.web.access import signed_in
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.presenting.about_me import by_day, kind_of
from services.web.presenting.wording import Wordings

LINES: Final = 50
"""Of what an auditor opened, on the page; the file has all of them."""


@get("/me", opt=signed_in())
async def show_me(request: AnyRequest, world: GivenWorld) -> Template:
    t = translator_of(request)
    me = await about_me(world, request.user)
    said, (instrument, _) = Wordings(t.language), world.instruments.newest()
    ambitions = {str(each.id): said.plain(value.name) for value in instrument.values for each in value.ambitions}
    done = {there.slug: there.did for there in me.workspaces} | {audit.slug: audit.did for audit in me.audits}
    days = {slug: by_day(did, ambitions, t) for slug, did in done.items()}
    at_ks = by_day(me.ks.did, ambitions, t) if me.ks else []
    return page(request, "me.html", me=me, days=days, at_ks=at_ks, kind_of=kind_of, lines=LINES, last_day=last_day)


@get("/me/export.json", opt=signed_in())
async def export_me(request: AnyRequest, world: GivenWorld) -> Response[bytes]:
    me = await about_me(world, request.user)
    return Response(
        content=msgspec.json.format(msgspec.json.encode(me)),
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="samson.json"'},
    )


ROUTES = (show_me, export_me)
