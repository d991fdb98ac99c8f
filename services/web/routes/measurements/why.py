"""Why a figure is as it is: its formula, what it is made of, and the events behind it."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.event import Event
from domain.ids import QuestionId, SubjectId
from domain.replay.grounds import grounds
from domain.scoring.figure_name import FigureName, Kind
from infra.translation.translator import Translator
from projections.people.queries import person
from services.application.world import World
from services.reports.figures import before
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place, there
from services.web.presenting.why.naming import figure_title, thing_name, written
from services.web.presenting.why.people import named, numbered
from services.web.presenting.why.reckoning import is_rounded, lack, reckoning
from services.web.presenting.wording import Wordings
from services.web.routes.measurements.loading import measurement_page, series_of

WHY = "/w/{slug:str}/measurements/{measurement:uuid}/why/{figure:str}"

WITH_WATERFALL: Final = frozenset({Kind.SCORE, Kind.WEIGHTING, Kind.IMPORTANCE, Kind.GAP})


@get(WHY, opt=members(*READERS))
async def show_why(request: AnyRequest, world: GivenWorld, place: GivenPlace, figure: FromPath[str]) -> Template:
    """From the events themselves, so that it is never behind."""
    t = translator_of(request)
    name, instrument, said = there(FigureName.read(figure)), place.instrument, Wordings(t.language)
    recorded = await world.log.read_stream(place.tenant, place.measurement.id)
    events = [record.event for record in recorded]
    found = there(grounds(instrument, events, name))
    earlier = before(place.measurement, await series_of(world, place)) if name.kind in WITH_WATERFALL else None
    return measurement_page(
        request,
        place,
        "why.html",
        figure=name,
        title=figure_title(instrument, name, said, t),
        grounds=found,
        shown=found.amount if found.closing is None else found.published,
        reckoning=reckoning(found, t),
        is_rounded=is_rounded(found),
        lack=lack(found, t),
        written=lambda amount: written(amount, t),
        name_of=lambda key: thing_name(instrument, key, said),
        opened=await Opened.of(world, place.tenant, [setting.reason for setting in found.settings], t),
        who=await _people(world, place, events, t),
        field=instrument.field_of.get(QuestionId(name.of)),
        earlier=earlier,
    )


async def _people(world: World, place: Place, events: Sequence[Event], t: Translator) -> Mapping[SubjectId, str]:
    if not place.leads:
        return numbered(events, t)
    async with world.database.reading(place.tenant) as connection:
        found = [await person(connection, place.tenant, subject) for subject in {event.by for event in events}]
    people = [one for one in found if one is not None]
    return named(events, people, await Opened.of(world, place.tenant, personal_texts(people), t), t)


ROUTES = (show_why,)
