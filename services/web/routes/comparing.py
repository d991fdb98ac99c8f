"""Two or more measurements of a collaboration beside each other. The address says which, so that it can be shared."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import get
from litestar.response import Template

from domain.ids import CollaborationId
from infra.translation.translator import Translator
from projections.measurements.queries import Measured, Summary, closed_measurements, summaries_of
from services.application.world import World
from services.reports.changes import changes
from services.reports.comparison import readable
from services.reports.happened import texts_of
from services.reports.over_time import over_time
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.comparing import (
    beside_each_other,
    fields_over_time,
    ids,
    overlay,
    past_of,
    steps,
    thickness_over_time,
    told,
    within,
)

COMPARE = "/w/{slug:str}/collaborations/{collaboration:uuid}/compare"

FEWEST: Final = 2


@get(COMPARE, opt=members(*READERS))
async def show_comparison(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Of the last two, where none are chosen. With one alone, nothing is drawn, and the page says what to do."""
    t, collaboration = translator_of(request), place.collaboration.id
    choices, listed = await _series_and_list(world, place, collaboration)
    chosen = _chosen(request, choices)
    enough = len(chosen) >= FEWEST
    return page(
        request,
        "collaboration/compare.html",
        choices=list(reversed(choices)),
        chosen=ids(chosen),
        enough=enough,
        **(await _compared(world, place, chosen, listed, t) if enough else {}),
    )


async def _series_and_list(
    world: World, place: Place, collaboration: CollaborationId
) -> tuple[list[Measured], list[Summary]]:
    async with world.database.reading(place.tenant) as connection:
        closed = await closed_measurements(connection, place.tenant, collaboration)
        listed = await summaries_of(connection, place.tenant, collaboration)
    return await readable(world.instruments, closed), listed


def _chosen(request: AnyRequest, choices: Sequence[Measured]) -> list[Measured]:
    """Oldest first, in whatever order they were named. Raises `NotFound` for one that can't be chosen."""
    asked = set(request.query_params.getall("measurement", []))
    if not asked:
        return list(choices[-FEWEST:])
    if asked - {str(one.id) for one in choices}:
        raise NotFound
    return [one for one in choices if str(one.id) in asked]


async def _compared(
    world: World, place: Place, chosen: Sequence[Measured], listed: Sequence[Summary], t: Translator
) -> dict[str, Any]:
    events, past = await past_of(world, place, listed)
    over, happened = await over_time(world.instruments, chosen, events), within(past, chosen)
    opened = await Opened.of(world, place.tenant, texts_of(happened), t)
    title = t("collaboration.profile.title", name=place.collaboration.state.name)
    return {
        "first": chosen[0],
        "last": chosen[-1],
        "whys": [f"{place.home}/measurements/{one.id}/why/" for one in chosen],
        "changes": changes(over, t),
        "overlay": overlay(over, place, t, title),
        "multiples": beside_each_other(over, t, title),
        "steps": steps(over, told(happened, opened, t), t),
        "thickness": thickness_over_time(over, happened, t),
        "fields": fields_over_time(over, happened, t),
    }


ROUTES = (show_comparison,)
