"""A collaboration's next meeting: an agenda whose minutes stand in the address, and what it rests on."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from litestar import get
from litestar.response import Template

from domain.meeting import LONGEST, Item
from services.application.world import World
from services.reports.agenda import agenda_lines, whole
from services.reports.meeting import Meeting, due_of, gather_meeting, grounds, owner_of
from services.reports.side_by_side import told
from services.reports.sources import Sources
from services.web.access import READERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import Place
from services.web.presenting.wording import Wordings

MEETING: Final = "/w/{slug:str}/collaborations/{collaboration:uuid}/meeting"


@get(MEETING, opt=members(*READERS))
async def show_meeting(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Minutes that can't be read are shown as they were typed, beside what is wrong with them."""
    t = translator_of(request)
    found = await meeting_of(request, world, place)
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
        asked=asked_for(found.items),
        said=Wordings(t.language),
        grounds={talk.focus.question.id: grounds(talk, found.words, t) for talk in found.talks},
        owners={one.id: owner_of(one, found.collaboration) for one in found.actions},
        due={one.id: due_of(one, found.at, t) for one in found.actions},
        told=told(found.happened, found.words, t),
    )


async def meeting_of(request: AnyRequest, world: World, place: Place) -> Meeting:
    sources = Sources(world.database, world.log, world.keyring, world.instruments)
    t, minutes = translator_of(request), minutes_of(request.query_params)
    return await gather_meeting(sources, place.tenant, place.collaboration.id, minutes, t, at=world.clock.now())


def minutes_of(typed: Mapping[str, str]) -> dict[str, int]:
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
    read = minutes_of(typed)
    return {item.key for item in items if typed.get(item.key, "").strip() and item.key not in read}


def asked_for(items: tuple[Item, ...]) -> str:
    """What of the address says the minutes."""
    return f"?{urlencode([(item.key, item.minutes) for item in items])}" if items else ""


ROUTES = (show_meeting,)
