"""The answer sheet as a file to print: ordered in a language, watched while it is made, and downloaded."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.measurement.errors import MeasurementIsClosed, MeasurementIsNotCompleted, MeasurementIsVoided
from domain.measurement.state import Status
from infra.report_shelf import Kind
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.ordered_files import files_of, order_file, paper
from services.web.pages import AnyRequest, see, translator_of
from services.web.place import Place
from services.web.routes.measurements.loading import measurement_page

PATH: Final = "/w/{slug:str}/measurements/{measurement:uuid}/sheets/paper"


@get(PATH, opt=members(*LEADERS))
async def show_paper(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, "paper.html")


@get(f"{PATH}/shelf", opt=members(*LEADERS))
async def show_paper_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a sheet is made."""
    return await _page(request, world, place, "_paper_shelf.html")


@post(PATH, opt=members(*LEADERS))
async def order_sheet(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """Only while there is something to answer."""
    state = place.measurement.state
    if state.status is Status.VOIDED:
        raise MeasurementIsVoided
    if state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if state.status is Status.CLOSED:
        raise MeasurementIsClosed(closed_at=state.closed_at)
    await order_file(world, place, form, Kind.ANSWER_SHEETS, language=form.language("language"))
    return see(f"{place.measurement_home}/sheets/paper")


@get(f"{PATH}/{{sheet:uuid}}", opt=members(*LEADERS))
async def download_sheet(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, sheet: FromPath[UUID]
) -> Response[bytes]:
    return await paper(world, place, sheet, Kind.ANSWER_SHEETS, translator_of(request)("sheet.file"))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    return measurement_page(request, place, template, files=await files_of(world, place, Kind.ANSWER_SHEETS))


ROUTES = (show_paper, show_paper_shelf, order_sheet, download_sheet)
