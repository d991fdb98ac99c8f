"""Reading by the API: collaborations, closed measurements, their figures, and actions."""

from typing import Final

from litestar import Response, get

from domain.measurement.state import Status
from domain.workspace.events import Role
from infra.accounts.access_tokens import Scope
from projections.actions.queries import actions_after
from projections.collaborations.queries import Found, collaborations, collaborations_of
from projections.measurements.queries import closed_after
from services.application.world import World
from services.reports.figures import figures_of
from services.web.access import EVERY_ROLE, by_token
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, translator_of
from services.web.place import NotFound, Place
from services.web.routes.api.answering import (
    READING,
    USUAL_PAGE,
    Cursor,
    PageSize,
    answered,
    cursor,
    moment_and_id,
    position,
    reached,
)
from services.web.routes.api.shapes import (
    Actions,
    Collaborations,
    FiguresShape,
    Measurements,
    action_shape,
    collaboration_shape,
    figures_shape,
    measurement_shape,
)

HOME: Final = "/api/v1/workspaces/{slug:str}"

SERIES = by_token(Scope.SERIES_READ, *EVERY_ROLE)


@get(f"{HOME}/collaborations", opt=SERIES, responses=READING, tags=["series"])
async def list_collaborations(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, limit: PageSize = USUAL_PAGE, after: Cursor = None
) -> Response[Collaborations]:
    """Those that the token's owner reaches, by when they were formed."""
    last = moment_and_id(after)
    found = [one for one in await _collaborations(world, place) if last is None or (one.formed_at, one.id) > last]
    shown = found[:limit]
    more = cursor(shown[-1].formed_at, shown[-1].id) if len(found) > limit else None
    return answered(request, Collaborations(tuple(collaboration_shape(one) for one in shown), more))


@get(f"{HOME}/measurements", opt=SERIES, responses=READING, tags=["series"])
async def list_measurements(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, limit: PageSize = USUAL_PAGE, after: Cursor = None
) -> Response[Measurements]:
    """Closed ones, without practice and voided ones, by when they were begun."""
    of, last = await reached(world, place), moment_and_id(after)
    async with world.database.reading(place.tenant) as connection:
        found = await closed_after(connection, place.tenant, of, last, limit + 1)
    shown = found[:limit]
    more = cursor(shown[-1].state.started_at, shown[-1].id) if len(found) > limit else None
    return answered(request, Measurements(tuple(measurement_shape(one) for one in shown), more))


@get(f"{HOME}/measurements/{{measurement:uuid}}/figures", opt=SERIES, responses=READING, tags=["series"])
async def read_figures(request: AnyRequest, place: GivenPlace) -> Response[FiguresShape]:
    """Of a closed measurement, as published."""
    measured = place.measurement
    if measured.state.status is not Status.CLOSED or measured.state.practice:
        raise NotFound
    return answered(request, figures_shape(measured, figures_of(measured.state, place.instrument)))


@get(f"{HOME}/actions", opt=by_token(Scope.ACTIONS_READ, *EVERY_ROLE), responses=READING, tags=["actions"])
async def list_actions(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, limit: PageSize = USUAL_PAGE, after: Cursor = None
) -> Response[Actions]:
    """In the order in which they were suggested."""
    of, last = await reached(world, place), position(after)
    async with world.database.reading(place.tenant) as connection:
        found = await actions_after(connection, place.tenant, of, last, limit + 1)
    shown = found[:limit]
    opened = await Opened.of(world, place.tenant, [one.text for _, one in shown], translator_of(request))
    items = tuple(action_shape(one, None if opened.is_erased(one.text) else opened(one.text)) for _, one in shown)
    more = cursor(shown[-1][0]) if len(found) > limit else None
    return answered(request, Actions(items, more))


async def _collaborations(world: World, place: Place) -> list[Found]:
    async with world.database.reading(place.tenant) as connection:
        if place.role is Role.PARTICIPANT:
            return await collaborations_of(connection, place.tenant, place.caller.subject)
        return await collaborations(connection, place.tenant)


ROUTES = (list_collaborations, list_measurements, read_figures, list_actions)
