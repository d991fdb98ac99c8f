"""A meeting's agenda and what it rests on, as a PDF: ordered with the minutes that the address names, and fetched."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from infra.report_shelf import Chosen, Kind
from services.application.world import World
from services.reports.agenda import whole
from services.web.access import EVERY_ROLE, READERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.ordered_files import files_of, order_file, paper
from services.web.pages import AnyRequest, page, see, translator_of
from services.web.place import NotFound, Place
from services.web.routes.meeting import MEETING, asked_for, meeting_of, minutes_of

PAPER: Final = f"{MEETING}/paper"


@get(PAPER, opt=members(*READERS))
async def show_meeting_paper(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, "collaboration/meeting_paper.html")


@get(f"{PAPER}/shelf", opt=members(*READERS))
async def show_meeting_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a paper is made."""
    return await _page(request, world, place, "collaboration/_meeting_shelf.html")


@post(PAPER, opt=members(*EVERY_ROLE))
async def order_meeting(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """The minutes stay in the address."""
    found = await meeting_of(request, world, place)
    if found.latest is None:
        raise NotFound
    minutes = minutes_of(form.typed)
    kept = {item.key: minutes.get(item.key, item.minutes) for item in found.items}
    await order_file(world, place, form, Kind.MEETING, language=form.language("language"), chosen=Chosen(minutes=kept))
    return see(f"{place.collaboration_home}/meeting/paper?{urlencode(kept)}")


@get(f"{PAPER}/{{meeting:uuid}}", opt=members(*READERS))
async def download_meeting(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, meeting: FromPath[UUID]
) -> Response[bytes]:
    return await paper(world, place, meeting, Kind.MEETING, translator_of(request)("meeting.paper.file"))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    found, files = await meeting_of(request, world, place), await files_of(world, place, Kind.MEETING)
    return page(request, template, meeting=found, whole=whole(found.items), asked=asked_for(found.items), files=files)


ROUTES = (show_meeting_paper, show_meeting_shelf, order_meeting, download_meeting)
