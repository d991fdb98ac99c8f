"""The answer sheet as a file to print: ordered in a language, watched while it is made, and downloaded."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.measurement.errors import MeasurementIsClosed, MeasurementIsNotCompleted, MeasurementIsVoided
from domain.measurement.state import Status
from infra.report_shelf import Kind, file_of, reports_of
from infra.translation.catalogue import LANGUAGES
from services.application.reports import order_report
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.forms import FieldIsUnreadable
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see, translator_of
from services.web.place import NotFound, Place
from services.web.routes.measurements.loading import measurement_page
from services.web.routes.measurements.reports import file_name, pdf

PATH: Final = "/w/{slug:str}/measurements/{measurement:uuid}/sheets/paper"
SHEETS: Final = Kind.ANSWER_SHEETS


@get(PATH, opt=members(*LEADERS))
async def show_paper(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, "paper.html")


@get(f"{PATH}/shelf", opt=members(*LEADERS))
async def show_paper_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a sheet is made."""
    return await _page(request, world, place, "_paper_shelf.html")


@post(PATH, opt=members(*LEADERS))
async def order_sheet(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """The form's id is the file's, so that a double click orders one. Only while there is something to answer."""
    language = form.text("language")
    if language not in LANGUAGES:
        raise FieldIsUnreadable(field="language")
    state = place.measurement.state
    if state.status is Status.VOIDED:
        raise MeasurementIsVoided
    if state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if state.status is Status.CLOSED:
        raise MeasurementIsClosed(closed_at=state.closed_at)
    which, version = place.measurement.id, place.measurement.version
    sheet = form.command_id()
    await order_report(world, place.caller, which, version=version, language=language, report=sheet, kind=SHEETS)
    return see(f"{place.measurement_home}/sheets/paper")


@get(f"{PATH}/{{sheet:uuid}}", opt=members(*LEADERS))
async def download_sheet(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, sheet: FromPath[UUID]
) -> Response[bytes]:
    async with world.database.reading(place.tenant) as connection:
        file = await file_of(connection, place.tenant, place.measurement.id, sheet, SHEETS)
    if file is None:
        raise NotFound
    return pdf(file, file_name(place, translator_of(request)("sheet.file")))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    async with world.database.reading(place.tenant) as connection:
        sheets = await reports_of(connection, place.tenant, place.measurement.id, SHEETS)
    return measurement_page(request, place, template, sheets=sheets)


ROUTES = (show_paper, show_paper_shelf, order_sheet, download_sheet)
