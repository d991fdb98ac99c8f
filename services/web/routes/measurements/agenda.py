"""The running agenda: which questions deserve the time that is left."""

from collections.abc import Mapping

from litestar import get
from litestar.response import Template

from domain.agenda import agenda
from domain.ids import QuestionId
from domain.measurement.state import Status
from domain.scoring.answer import Answer
from services.application.world import World
from services.reports.figures import before
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place
from services.web.presenting.measuring import agenda as presented
from services.web.presenting.measuring import course
from services.web.presenting.measuring.suggestions import relevant
from services.web.routes.measurements.loading import (
    comparison_with,
    measurement_page,
    origins_of,
    plan_of,
    series_of,
)

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/agenda"


@get(PATH, opt=members(*READERS))
async def show_agenda(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The address remembers the time, and nothing else does: no clock runs."""
    t, state, instrument = translator_of(request), place.measurement.state, place.instrument
    asked = presented.read_time(request.query_params, t)
    earlier = await _answers_last_time(world, place)
    concerning = relevant(await plan_of(world, place), place.measurement.id)
    acted_on = presented.acted_on(concerning, await origins_of(world, place, concerning))
    entries = agenda(instrument, state, earlier, acted_on)
    fitting = entries[: asked.room]
    return measurement_page(
        request,
        place,
        "agenda.html",
        status=422 if asked.errors else 200,
        asked=asked,
        under_way=state.status in {Status.OPEN, Status.PAUSED},
        has_grounds=presented.has_grounds(state, earlier),
        left=len(entries),
        proposals=presented.proposals(fitting, state, instrument, place.measurement_home, t),
        others=presented.others({entry.question for entry in fitting}, state, instrument, t),
        unweighed=len(course.unweighed(instrument, state)),
        here=course.whereabouts(instrument, state),
    )


async def _answers_last_time(world: World, place: Place) -> Mapping[QuestionId, Answer]:
    earlier = before(place.measurement, await series_of(world, place))
    return (await comparison_with(world, place, earlier)).answers if earlier else {}


ROUTES = (show_agenda,)
