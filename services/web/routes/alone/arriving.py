"""The link in a letter: what it is about, and a button that begins. Looking changes nothing: mail scanners look too."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from infra.mail.answer_links import PATH
from services.application.campaigns.standing import look_at_link
from services.web.access import anyone
from services.web.given import GivenWorld
from services.web.inviting import alone_path, answer_cookie
from services.web.pages import AnyRequest, see
from services.web.routes.alone.showing import alone_page, translator_for


@get(f"{PATH}{{token:str}}", opt=anyone())
async def show_invitation(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Template:
    invited = await look_at_link(world, token)
    instrument = await world.instruments.by_hash(invited.measurement.instrument_sha256)
    t = await translator_for(request, world, invited)
    return alone_page(request, t, invited, "arriving.html", instrument=instrument)


@post(f"{PATH}{{token:str}}", opt=anyone())
async def begin(request: AnyRequest, world: GivenWorld, token: FromPath[str]) -> Response[Any]:
    """On to pages whose addresses hold no secret. Nothing is written: who opens a letter is nobody's business."""
    measurement = (await look_at_link(world, token)).invitation.measurement
    answer = see(alone_path(measurement))
    answer.set_cookie(answer_cookie(request.app.state.settings, measurement, token))
    return answer


ROUTES = (show_invitation, begin)
