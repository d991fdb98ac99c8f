"""Why the figures moved since an earlier measurement of the same collaboration."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import get
from litestar.response import Template

from domain.measurement.state import Status
from domain.scoring.waterfall import Moment
from infra.translation.translator import Translator
from projections.measurements.queries import Measured
from services.application.world import World
from services.reports.figures import before, figures_of
from services.reports.incomparable import marks, remarks
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.why.moved import Between, Telling
from services.web.routes.measurements.loading import comparison_with, measurement_page, series_of
from services.web.routes.measurements.rescored import versions_for

MOVED = "/w/{slug:str}/measurements/{measurement:uuid}/moved"


@get(MOVED, opt=members(*READERS))
async def show_moved(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    t = translator_of(request)
    choices = _earlier(place.measurement, await series_of(world, place))
    since = _chosen(request, place.measurement, choices)
    return measurement_page(
        request,
        place,
        "moved.html",
        outside=_is_outside(place.measurement),
        choices=[(str(one.id), t.day(one.state.started_at)) for one in reversed(choices)],
        since=since,
        **(NOTHING if since is None else await _between(world, place, since, t)),
    )


NOTHING: Final[Mapping[str, Any]] = {"fields": (), "gaps": (), "remarks": (), "marks": {}, "versions": ()}


async def _between(world: World, place: Place, since: Measured, t: Translator) -> Mapping[str, Any]:
    """What moved, what of it can't be compared, and with which versions the earlier one can be re-scored."""
    comparison, instrument = await comparison_with(world, place, since), place.instrument
    between = Between(
        earlier=Moment(comparison.instrument, comparison.figures),
        later=Moment(instrument, figures_of(place.measurement.state, instrument)),
        continues=comparison.continues,
        names=(t.day(since.state.started_at), t.day(place.measurement.state.started_at)),
        home=place.measurement_home,
    )
    telling = Telling(between, t)
    return {
        "fields": telling.fields(),
        "gaps": telling.gaps(),
        "remarks": remarks(comparison, instrument, t),
        "marks": marks(comparison, instrument.fields, t),
        "versions": await versions_for(world, since),
    }


def _is_outside(measured: Measured) -> bool:
    """Practice, voided ones and ones that were not completed are in no series."""
    return measured.state.practice or measured.state.status in {Status.VOIDED, Status.NOT_COMPLETED}


def _earlier(measured: Measured, closed: Sequence[Measured]) -> list[Measured]:
    """Those that this one can be compared with, oldest first."""
    if _is_outside(measured):
        return []
    return [one for one in closed if one.id != measured.id and one.state.started_at < measured.state.started_at]


def _chosen(request: AnyRequest, measured: Measured, choices: Sequence[Measured]) -> Measured | None:
    """The one that `since` names, else the last one. Raises `NotFound` for one that is none of them."""
    asked = request.query_params.get("since")
    if not asked:
        return before(measured, choices)
    for one in choices:
        if str(one.id) == asked:
            return one
    raise NotFound


ROUTES = (show_moved,)
