"""The printable report: ordered in a language, watched while it is made, and downloaded."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.measurement.errors import MeasurementIsNotCompleted, MeasurementIsOpen, MeasurementIsVoided
from domain.measurement.state import Status
from infra.report_shelf import Kind
from services.application.world import World
from services.web.access import EVERY_ROLE, READERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.ordered_files import files_of, order_file, paper
from services.web.pages import AnyRequest, see
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.routes.measurements.loading import measurement_page

PATH: Final = "/w/{slug:str}/measurements/{measurement:uuid}/report"


@get(PATH, opt=members(*READERS))
async def show_report(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, "report.html")


@get(f"{PATH}/shelf", opt=members(*READERS))
async def show_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a report is made."""
    return await _page(request, world, place, "_report_shelf.html")


@post(PATH, opt=members(*EVERY_ROLE))
async def order(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """Only what is closed is printed."""
    if place.measurement.state.status is Status.VOIDED:
        raise MeasurementIsVoided
    if place.measurement.state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if place.measurement.state.status is not Status.CLOSED:
        raise MeasurementIsOpen
    await order_file(world, place, form, Kind.REPORT, language=form.language("language"))
    return see(place.measurement_home + course.REPORT)


@get(f"{PATH}/{{report:uuid}}", opt=members(*READERS))
async def download_report(world: GivenWorld, place: GivenPlace, report: FromPath[UUID]) -> Response[bytes]:
    return await paper(world, place, report, Kind.REPORT)


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    files = await files_of(world, place, Kind.REPORT)
    return measurement_page(request, place, template, files=files, version=place.measurement.version)


ROUTES = (show_report, show_shelf, order, download_report)
