"""What an earlier measurement's answers would have given with a newer version of the instrument. Nothing is stored."""

from collections.abc import Sequence

from litestar import get
from litestar.response import Template

from domain.instrument.continuation import lineage
from domain.measurement.state import Status
from infra.instruments import ShelvedInstrument
from projections.measurements.queries import Measured
from services.application.world import World
from services.reports.figures import figures_of
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import NotFound
from services.web.presenting.rescored import rescored
from services.web.routes.measurements.loading import measurement_page

RESCORED = "/w/{slug:str}/measurements/{measurement:uuid}/rescored"


@get(RESCORED, opt=members(*READERS))
async def show_rescored(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Beside what was published, which is what counts."""
    t, measured = translator_of(request), place.measurement
    choices = await _newer(world, measured)
    chosen = _chosen(request, choices)
    shown = None
    if chosen is not None:
        between = lineage(await world.instruments.line(measured.state.instrument_sha256, chosen.sha256))
        published = figures_of(measured.state, place.instrument)
        shown = rescored(measured.state, published, (place.instrument, chosen.instrument), between, t)
    return measurement_page(
        request,
        place,
        "rescored.html",
        rescored=shown,
        choices=[(number, number) for number in map(_number, reversed(choices))],
    )


async def versions_for(world: World, measured: Measured) -> tuple[int, ...]:
    """The newer versions that a measurement can be figured with, lowest first."""
    return tuple(one.instrument.version for one in await _newer(world, measured))


async def _newer(world: World, measured: Measured) -> tuple[ShelvedInstrument, ...]:
    """None while there are no published figures to lay beside, and none for practice, which is in no series."""
    if measured.state.status is not Status.CLOSED or measured.state.practice:
        return ()
    return await world.instruments.successors(measured.state.instrument_sha256)


def _chosen(request: AnyRequest, choices: Sequence[ShelvedInstrument]) -> ShelvedInstrument | None:
    """The one that `version` names, else the newest. Raises `NotFound` for one that is none of them."""
    asked = request.query_params.get("version")
    if not choices or not asked:
        return choices[-1] if choices else None
    for one in choices:
        if _number(one) == asked:
            return one
    raise NotFound


def _number(shelved: ShelvedInstrument) -> str:
    return str(shelved.instrument.version)


ROUTES = (show_rescored,)
