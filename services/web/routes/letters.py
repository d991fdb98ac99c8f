"""Which letters one wants: chosen on one's own page, or turned off by the link in a letter."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from infra.mail.choices import Choice
from infra.mail.stop_links import PATH
from services.application.reminding.choosing import choose_letters, look_at_stop_link, stop_by_link
from services.web.access import EVERY_ROLE, anyone, by_letter, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, see

STOP: Final = f"{PATH}{{token:str}}"


@post("/w/{slug:str}/letters", opt=members(*EVERY_ROLE))
async def choose(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    chosen = Choice(reminders=form.has("reminders"), language=form.language("language"))
    await choose_letters(world, place.caller, chosen)
    return see(f"/me#letters-{place.workspace.slug}")


@get(STOP, opt=anyone())
async def show_stop(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Template:
    """Looking turns nothing off: scanners look at the links in mails too."""
    return page(request, "letters/stop.html", workspace=await look_at_stop_link(world, token), stopped=False)


@post(STOP, opt=by_letter(), status_code=200)
async def stop(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Template:
    """Answers with a page and leads nowhere, because mail programs post here and follow nothing (RFC 8058, 3.1)."""
    return page(request, "letters/stop.html", workspace=await stop_by_link(world, token), stopped=True)


ROUTES = (choose, show_stop, stop)
