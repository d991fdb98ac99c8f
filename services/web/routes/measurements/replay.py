"""How a figure came to be: the measurement after any of its events, and what each event moved.

Always read from the log, so that it is whole while the read models are behind.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import get
from litestar.response import Template
from msgspec.structs import replace

from domain.ids import SubjectId
from domain.replay.history import Step, published_as_replayed
from domain.replay.movement import difference
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Profile, profile
from infra.translation.translator import Translator
from services.application.world import World
from services.reports.overall_profile import EarlierProfile, overall_spider
from services.reports.spider import Spider
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, translator_of
from services.web.place import Outsider, Place
from services.web.presenting.replay.telling import Telling, texts_of
from services.web.presenting.replay.wanted import EventKind, Wanted, own_asked, read_wanted
from services.web.presenting.who import names_of, numbered
from services.web.routes.measurements.loading import known_among, measurement_page, steps_of

PATH: Final = "/w/{slug:str}/measurements/{measurement:uuid}/replay"
MOMENT: Final = "moment"
"""The part of the page that is swapped while the slider moves."""


@get(PATH, opt=members(*READERS))
async def show_replay(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    t, steps = translator_of(request), await steps_of(world, place)
    numbers = numbered(steps)
    wanted = read_wanted(request.query_params, steps, place, numbers)
    is_part = request.headers.get("hx-target") == MOMENT
    listed = [] if is_part else [step for step in steps if wanted.chosen.lists(step, place.instrument, numbers)]
    telling, names = await _telling(world, place, t, numbers, [steps[wanted.step - 1], *listed])
    return measurement_page(
        request,
        place,
        "_moment.html" if is_part else "replay.html",
        wanted=wanted,
        count=len(steps),
        proves=place.administers or place.role is Outsider.AUDITOR,
        kinds=list(EventKind),
        own_asked=own_asked(steps),
        people=[(number, names[subject]) for subject, number in numbers.items()],
        lines=[telling.line(step) for step in listed],
        **_moment(place, t, steps, wanted, telling),
    )


async def _telling(
    world: World, place: Place, t: Translator, numbers: Mapping[SubjectId, int], told: Sequence[Step]
) -> tuple[Telling, Mapping[SubjectId, str]]:
    """Whoever tells these steps, with all of their texts opened by one query; and what everybody is called."""
    people = await known_among(world, place, numbers)
    texts = [text for step in told for _, text in texts_of(step)]
    opened = await Opened.of(world, place.tenant, [*texts, *personal_texts(people.values())], t)
    names = names_of(numbers, people, opened, place, t)
    return Telling(place, t, names, opened), names


def _moment(place: Place, t: Translator, steps: Sequence[Step], wanted: Wanted, telling: Telling) -> dict[str, Any]:
    """The chosen step, and what differs from the other one, if there is one."""
    step = steps[wanted.step - 1]
    other = steps[wanted.since - 1] if wanted.since else None
    first, last = sorted([step.number, other.number if other else step.number])
    moved = difference(steps[first - 1].after, steps[last - 1].after, place.instrument)
    return {
        "line": telling.line(step),
        "step": step,
        "other": other,
        "first": first,
        "last": last,
        "differences": telling.movements(moved),
        "between": [(each.number, telling.sentence(each)) for each in steps[first:last]] if other else [],
        "drawn": _spider(place, t, steps[last - 1], steps[first - 1] if first < last else None),
        "agrees": published_as_replayed(step, place.instrument),
    }


def _spider(place: Place, t: Translator, step: Step, earlier: Step | None) -> Spider:
    instrument, home = place.instrument, place.measurement_home
    was = [
        EarlierProfile(name=t("replay.spider.event", step=one.number), figures=_figures(place, one))
        for one in ([earlier] if earlier else [])
    ]
    drawn = overall_spider(
        t("replay.spider", step=step.number),
        instrument,
        _figures(place, step),
        t.language,
        earlier=was,
        href=lambda field: f"{home}/why/{FigureName(Kind.SCORE, field.id)}",
        figure_id="replay",
    )
    return replace(drawn, earlier_named="replay.spider.earlier")


def _figures(place: Place, step: Step) -> Profile:
    return profile(place.instrument, step.after.weights, step.after.answers)


ROUTES = (show_replay,)
