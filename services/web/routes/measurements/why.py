"""Why a figure is as it is: its formula, what it is made of, and the events behind it."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.ids import QuestionId, SubjectId
from domain.replay.grounds import grounds
from domain.replay.history import Step, own_steps
from domain.scoring.figure_name import FigureName, Kind
from infra.translation.translator import Translator
from services.application.world import World
from services.reports.figures import before
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place, there
from services.web.presenting.who import names_of, numbered
from services.web.presenting.why.naming import figure_title, thing_name, written
from services.web.presenting.why.reckoning import is_rounded, lack, reckoning
from services.web.presenting.wording import Wordings
from services.web.routes.measurements.loading import known_among, measurement_page, series_of, steps_of

WHY = "/w/{slug:str}/measurements/{measurement:uuid}/why/{figure:str}"

WITH_WATERFALL: Final = frozenset({Kind.SCORE, Kind.WEIGHTING, Kind.IMPORTANCE, Kind.GAP})


@get(WHY, opt=members(*READERS))
async def show_why(request: AnyRequest, world: GivenWorld, place: GivenPlace, figure: FromPath[str]) -> Template:
    """From the events themselves, so that it is never behind."""
    t = translator_of(request)
    name, instrument, said = there(FigureName.read(figure)), place.instrument, Wordings(t.language)
    steps = await steps_of(world, place)
    own = own_steps(steps)
    found = there(grounds(instrument, [step.event for step in own], name))
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
        who=await _names(world, place, steps, t),
        step_of=lambda version: own[version - 1].number,
        field=instrument.field_of.get(QuestionId(name.of)),
        earlier=earlier,
    )


async def _names(world: World, place: Place, steps: Sequence[Step], t: Translator) -> Mapping[SubjectId, str]:
    """By all steps, so that everybody is called here what the replay calls them."""
    numbers = numbered(steps)
    people = await known_among(world, place, numbers)
    opened = await Opened.of(world, place.tenant, personal_texts(people.values()), t)
    return names_of(numbers, people, opened, place, t)


ROUTES = (show_why,)
