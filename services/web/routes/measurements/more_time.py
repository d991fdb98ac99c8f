"""The round of a campaign that a measurement belongs to, and more time for this one group."""

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Template

from domain.campaign.decisions import PostponeClosing
from domain.errors import DomainError
from domain.ids import CampaignId
from services.application.campaigns.planning import campaign_of, postpone_closing
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see, see_written, translator_of
from services.web.place import Place
from services.web.presenting.campaigns.dates import next_opening
from services.web.presenting.campaigns.plan_form import YEARS
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/more-time"


class Round(msgspec.Struct, frozen=True):
    """`closes_at` while the group has time left; `next_at` is when the next round is due."""

    id: CampaignId
    name: str
    closes_at: datetime | None
    next_at: datetime | None


async def round_of(world: World, place: Place) -> Round | None:
    """`None` for a measurement that somebody began by hand."""
    measurement, now = place.measurement.id, world.clock.now()
    found = await campaign_of(world, place.caller, measurement)
    if found is None:
        return None
    following = next_opening(found.state, world.recurrence, now)
    closes_at = found.state.unended.get(measurement)
    return Round(
        id=found.id,
        name=found.state.name,
        closes_at=closes_at if closes_at and closes_at > now else None,
        next_at=following.opens_at if following else None,
    )


@get(PATH, opt=members(*LEADERS))
async def show_more_time(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Response[Any]:
    """Where there is no time to lengthen, the measurement's own page says how it stands."""
    found = await round_of(world, place)
    if found is None or found.closes_at is None:
        return see(place.measurement_home)
    return _page(request, place, found, "")


@post(PATH, opt=members(*LEADERS))
async def give_more_time(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    found = await round_of(world, place)
    if found is None:
        return see(place.measurement_home)
    try:
        command = PostponeClosing(measurement=place.measurement.id, until=_day(form))
        written = await postpone_closing(world, place.caller, command, form.command_id())
    except DomainError as refusal:
        return _page(request, place, found, form.text("until"), refusal)
    return await see_written(world, place.caller, written, place.measurement_home)


def _day(form: Form) -> date:
    day = form.day("until")
    if day is None or day.year not in YEARS:
        raise FieldIsUnreadable(field="until")
    return day


def _page(request: AnyRequest, place: Place, found: Round, until: str, refused: DomainError | None = None) -> Template:
    t = translator_of(request)
    said = None
    if refused:
        unread = refused.code == "field_is_unreadable"
        said = t("campaign.more-time.unreadable") if unread else words(t, refused)
    return measurement_page(
        request,
        place,
        "more_time.html",
        status=STATUS[refused.code] if refused else 200,
        errors={"until": said} if said else {},
        round=found,
        until=until,
    )


ROUTES = (show_more_time, give_more_time)
