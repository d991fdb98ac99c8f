"""What the pages of a measurement show besides the measurement itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar.response import Template
from msgspec.structs import replace

from domain.action_plan.state import Action, fold
from domain.ids import ActionId, SubjectId
from domain.replay.history import Logged, Step
from domain.replay.history import replay as replayed
from domain.streams import action_plan_stream
from domain.text import Text
from infra.translation.translator import Translator
from projections.actions.queries import actions
from projections.measurements.queries import Measured, closed_measurements, measurements_among
from projections.people.queries import Person, people_among
from services.application.dialogue.leading import lead_to
from services.application.world import World
from services.reports.comparison import Comparison, compare, readable
from services.reports.origins import Origin, origin_of
from services.web.opening import Opened
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import Place, there
from services.web.presenting.leading import leading
from services.web.presenting.measuring.suggestions import Suggestion, relevant, suggestions
from services.web.presenting.wording import Wordings
from services.web.sources import FromLog


async def plan_of(world: World, place: Place) -> list[Action]:
    """From the read model, or from the log where the read model has not come as far as the page's own write."""
    if place.is_behind:
        return await plan_by_log(world, place)
    async with world.database.reading(place.tenant) as connection:
        return await actions(connection, place.tenant, place.collaboration.id)


async def plan_by_log(world: World, place: Place) -> list[Action]:
    recorded = await world.log.read_stream(place.tenant, action_plan_stream(place.collaboration.id))
    return list(fold(record.event for record in recorded).actions.values())


async def place_by_log(world: World, place: Place) -> Place:
    """The place with the measurement as it is this very moment, for a page that was refused something."""
    now = await FromLog(world, place.tenant).measurement(place.measurement.id)
    return replace(place, of_measurement=there(now))


async def series_of(world: World, place: Place) -> list[Measured]:
    """The closed measurements of the collaboration that count and can be shown, oldest first."""
    async with world.database.reading(place.tenant) as connection:
        closed = await closed_measurements(connection, place.tenant, place.collaboration.id)
    return await readable(world.instruments, closed)


async def comparison_with(world: World, place: Place, earlier: Measured) -> Comparison:
    """Of the place's measurement with an earlier one of the same collaboration."""
    return await compare(world.log, world.instruments, place.tenant, earlier.state, place.measurement.state)


async def steps_of(world: World, place: Place) -> Sequence[Step]:
    """The measurement's history, always from the log."""
    measurement = await _logged(world, place, place.measurement.id)
    plan = await _logged(world, place, action_plan_stream(place.collaboration.id))
    return replayed(place.instrument, place.measurement.id, measurement, plan)


async def _logged(world: World, place: Place, stream: UUID) -> list[Logged]:
    recorded = await world.log.read_stream(place.tenant, stream)
    return [Logged(position=record.position, event=record.event) for record in recorded]


async def known_among(world: World, place: Place, subjects: Collection[SubjectId]) -> Mapping[SubjectId, Person]:
    """Those of them who are, or were, members."""
    async with world.database.reading(place.tenant) as connection:
        return {one.subject: one for one in await people_among(connection, place.tenant, subjects)}


async def opened_texts(
    world: World, place: Place, plan: Iterable[Action], texts: Iterable[Text | None], t: Translator
) -> tuple[Opened, list[Suggestion]]:
    """Every sealed text of a page in one query, and the actions that concern its measurement with theirs."""
    concerning = relevant(plan, place.measurement.id)
    opened = await Opened.of(world, place.tenant, [*texts, *(action.text for action in concerning)], t)
    origins = await origins_of(world, place, concerning)
    return opened, suggestions(concerning, place.measurement.id, opened, opened.is_erased, origins)


async def origins_of(world: World, place: Place, planned: Sequence[Action]) -> Mapping[ActionId, Origin]:
    """As seen from the place's measurement. Nothing is read for what was suggested in it."""
    here = place.measurement
    suggested_in, elsewhere = {here.id: here}, {action.measurement for action in planned} - {here.id}
    if elsewhere:
        async with world.database.reading(place.tenant) as connection:
            suggested_in |= await measurements_among(connection, place.tenant, elsewhere)
    return {
        action.id: await origin_of(world.instruments, action, suggested_in.get(action.measurement), here)
        for action in planned
    }


async def take_along(world: World, place: Place, here: str, onward: str) -> None:
    """The group follows where whoever leads goes on to, if it was on the same page."""
    if place.of_room and place.of_room.room.place == here:
        await lead_to(world, place.caller, place.measurement.id, onward.partition("#")[0], seen=here)


def measurement_page(
    request: AnyRequest, place: Place, template: str, *, status: int = 200, **context: Any
) -> Template:
    """A page of a measurement: `said` words the instrument, `home` is the measurement's address.

    `live` is what whoever leads sees of the session beside it.
    """
    t, home = translator_of(request), place.measurement_home
    here = request.url.path.removeprefix(home)
    return page(
        request,
        f"measurements/{template}",
        status=status,
        measurement=place.measurement,
        state=place.measurement.state,
        instrument=place.instrument,
        said=Wordings(t.language),
        home=home,
        live=leading(place.measurement.state, place.of_room, place.instrument, here, t) if place.leads else None,
        **context,
    )
