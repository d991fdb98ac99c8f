"""A collaboration's next meeting: an agenda whose minutes stand in the address, what it rests on, and both as a PDF."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.meeting import LONGEST, Item
from infra.report_shelf import Chosen, Kind, file_of, reports_of
from infra.translation.catalogue import LANGUAGES
from infra.translation.writing import day_of
from services.application.reports import order_report
from services.application.world import World
from services.reports.agenda import agenda_lines, whole
from services.reports.meeting import Meeting, due_of, gather_meeting, grounds, owner_of
from services.reports.side_by_side import told
from services.reports.sources import Sources
from services.web.access import EVERY_ROLE, READERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, see, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.wording import Wordings
from services.web.routes.measurements.reports import paper_name, pdf

MEETING: Final = "/w/{slug:str}/collaborations/{collaboration:uuid}/meeting"
PAPER: Final = f"{MEETING}/paper"


@get(MEETING, opt=members(*READERS))
async def show_meeting(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Minutes that can't be read are shown as they were typed, beside what is wrong with them."""
    t = translator_of(request)
    found = await _meeting(request, world, place)
    lines = agenda_lines(found.items, found.latest.instrument, t) if found.latest else ()
    unread = _unread(request.query_params, found.items)
    errors = {line.item.key: t("meeting.minutes.error", name=line.name) for line in lines if line.item.key in unread}
    return page(
        request,
        "collaboration/meeting.html",
        status=422 if errors else 200,
        meeting=found,
        lines=lines,
        whole=whole(found.items),
        errors=errors,
        typed={item.key: request.query_params.get(item.key, "").strip() or item.minutes for item in found.items},
        asked=_asked(found.items),
        said=Wordings(t.language),
        grounds={talk.focus.question.id: grounds(talk, found.words, t) for talk in found.talks},
        owners={one.id: owner_of(one, found.collaboration) for one in found.actions},
        due={one.id: due_of(one, found.at, t) for one in found.actions},
        told=told(found.happened, found.words, t),
    )


async def _meeting(request: AnyRequest, world: World, place: Place) -> Meeting:
    sources = Sources(world.database, world.log, world.keyring, world.instruments)
    t, minutes = translator_of(request), _minutes(request.query_params)
    return await gather_meeting(sources, place.tenant, place.collaboration.id, minutes, t, at=world.clock.now())


def _minutes(typed: Mapping[str, str]) -> dict[str, int]:
    """What can be read, by the items' keys; of a wrong one there is none, and the proposal stands."""
    form = Form({name: text.strip() for name, text in typed.items()})
    return {name: number for name in form.typed if (number := _within(form, name)) is not None}


def _within(form: Form, name: str) -> int | None:
    try:
        number = form.number(name)
    except FieldIsUnreadable:
        return None
    return number if 0 <= number <= LONGEST else None


def _unread(typed: Mapping[str, str], items: tuple[Item, ...]) -> set[str]:
    read = _minutes(typed)
    return {item.key for item in items if typed.get(item.key, "").strip() and item.key not in read}


def _asked(items: tuple[Item, ...]) -> str:
    """What of the address says the minutes."""
    return f"?{urlencode([(item.key, item.minutes) for item in items])}" if items else ""


@get(PAPER, opt=members(*READERS))
async def show_meeting_paper(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _paper_page(request, world, place, "collaboration/meeting_paper.html")


@get(f"{PAPER}/shelf", opt=members(*READERS))
async def show_meeting_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a paper is made."""
    return await _paper_page(request, world, place, "collaboration/_meeting_shelf.html")


@post(PAPER, opt=members(*EVERY_ROLE))
async def order_meeting(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """The form's id is the file's, so that a double click orders one. The minutes stay in the address."""
    language = form.text("language")
    if language not in LANGUAGES:
        raise FieldIsUnreadable(field="language")
    found = await _meeting(request, world, place)
    if found.latest is None:
        raise NotFound
    minutes = _minutes(form.typed)
    kept = {item.key: minutes.get(item.key, item.minutes) for item in found.items}
    await order_report(
        world,
        place.caller,
        place.collaboration.id,
        language=language,
        report=form.command_id(),
        kind=Kind.MEETING,
        chosen=Chosen(minutes=kept),
    )
    return see(f"{place.collaboration_home}/meeting/paper?{urlencode(kept)}")


@get(f"{PAPER}/{{meeting:uuid}}", opt=members(*READERS))
async def download_meeting(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, meeting: FromPath[UUID]
) -> Response[bytes]:
    async with world.database.reading(place.tenant) as connection:
        file = await file_of(connection, place.tenant, place.collaboration.id, meeting, Kind.MEETING)
    if file is None:
        raise NotFound
    return pdf(file, paper_name(place, day_of(world.clock.now()), translator_of(request)("meeting.paper.file")))


async def _paper_page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    found = await _meeting(request, world, place)
    async with world.database.reading(place.tenant) as connection:
        files = await reports_of(connection, place.tenant, place.collaboration.id, Kind.MEETING)
    context: dict[str, Any] = {"meeting": found, "whole": whole(found.items), "asked": _asked(found.items)}
    return page(request, template, files=files, **context)


ROUTES = (
    show_meeting,
    show_meeting_paper,
    show_meeting_shelf,
    order_meeting,
    download_meeting,
)
