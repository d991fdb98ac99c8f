"""Two or more measurements of a collaboration beside each other. The address says which, so that it can be shared."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.response import Template

from domain.ids import CollaborationId
from infra.translation.translator import Translator
from projections.measurements.queries import Measured, Summary, closed_measurements, summaries_of
from services.application.world import World
from services.reports.changes import changes
from services.reports.comparison import readable
from services.reports.comparison_paper import FEWEST
from services.reports.happened import texts_of
from services.reports.over_time import over_time
from services.reports.past import past_of, unfinished, within
from services.reports.side_by_side import (
    beside_each_other,
    fields_over_time,
    overlay,
    steps,
    thickness_over_time,
    told,
)
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import NotFound, Place

COMPARE = "/w/{slug:str}/collaborations/{collaboration:uuid}/compare"


@get(COMPARE, opt=members(*READERS))
async def show_comparison(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Of the last two, where none are chosen. With one alone, nothing is drawn, and the page says what to do."""
    t, collaboration = translator_of(request), place.collaboration.id
    choices, listed = await series_and_list(world, place, collaboration)
    chosen = chosen_of(request, choices)
    enough = len(chosen) >= FEWEST
    return page(
        request,
        "collaboration/compare.html",
        choices=list(reversed(choices)),
        chosen={one.id for one in chosen},
        enough=enough,
        asked=asked_for(chosen),
        **(await _compared(world, place, chosen, listed, t) if enough else {}),
    )


async def series_and_list(
    world: World, place: Place, collaboration: CollaborationId
) -> tuple[list[Measured], list[Summary]]:
    async with world.database.reading(place.tenant) as connection:
        closed = await closed_measurements(connection, place.tenant, collaboration)
        listed = await summaries_of(connection, place.tenant, collaboration)
    return await readable(world.instruments, closed), listed


def chosen_of(request: AnyRequest, choices: Sequence[Measured]) -> list[Measured]:
    """Oldest first, in whatever order they were named. Raises `NotFound` for one that can't be chosen."""
    asked = set(request.query_params.getall("measurement", []))
    if not asked:
        return list(choices[-FEWEST:])
    if asked - {str(one.id) for one in choices}:
        raise NotFound
    return [one for one in choices if str(one.id) in asked]


def asked_for(chosen: Sequence[Measured]) -> str:
    """What of the address says which."""
    return f"?{urlencode([('measurement', str(one.id)) for one in chosen])}" if chosen else ""


async def _compared(
    world: World, place: Place, chosen: Sequence[Measured], listed: Sequence[Summary], t: Translator
) -> dict[str, Any]:
    events, past = await past_of(world.log, place.tenant, place.collaboration.id, listed)
    over, happened = await over_time(world.instruments, chosen, events, unfinished(listed)), within(past, chosen)
    opened = await Opened.of(world, place.tenant, texts_of(happened), t)
    title = t("collaboration.profile.title", name=place.collaboration.state.name)
    return {
        "first": chosen[0],
        "last": chosen[-1],
        "whys": [f"{place.home}/measurements/{one.id}/why/" for one in chosen],
        "adopted": [(t.day(one.state.started_at), len(one.state.adopted)) for one in chosen if one.state.adopted],
        "changes": changes(over, t),
        "overlay": overlay(over, t, title, f"{place.home}/measurements"),
        "multiples": beside_each_other(over, t, title),
        "steps": steps(over, told(happened, opened, t), t),
        "thickness": thickness_over_time(over, happened, t),
        "fields": fields_over_time(over, happened, t),
    }


ROUTES = (show_comparison,)
