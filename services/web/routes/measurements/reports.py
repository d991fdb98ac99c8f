"""The printable report: ordered in a language, watched while it is made, and downloaded."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.measurement.errors import MeasurementIsNotCompleted, MeasurementIsOpen, MeasurementIsVoided
from domain.measurement.state import Status
from infra.report_shelf import Kind, file_of, reports_of
from infra.translation.catalogue import LANGUAGES
from infra.translation.writing import day_of
from services.application.reports import order_report
from services.application.world import World
from services.web.access import EVERY_ROLE, READERS, members
from services.web.forms import FieldIsUnreadable
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see
from services.web.place import NotFound, Place
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
    """The form's id is the report's, so that a double click orders one. Only what is closed is printed."""
    language = form.text("language")
    if language not in LANGUAGES:
        raise FieldIsUnreadable(field="language")
    if place.measurement.state.status is Status.VOIDED:
        raise MeasurementIsVoided
    if place.measurement.state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if place.measurement.state.status is not Status.CLOSED:
        raise MeasurementIsOpen
    which, version = place.measurement.id, place.measurement.version
    await order_report(world, place.caller, which, version=version, language=language, report=form.command_id())
    return see(place.measurement_home + course.REPORT)


@get(f"{PATH}/{{report:uuid}}", opt=members(*READERS))
async def download_report(world: GivenWorld, place: GivenPlace, report: FromPath[UUID]) -> Response[bytes]:
    async with world.database.reading(place.tenant) as connection:
        file = await file_of(connection, place.tenant, place.measurement.id, report, Kind.REPORT)
    if file is None:
        raise NotFound
    return pdf(file, file_name(place))


def pdf(file: bytes, name: str) -> Response[bytes]:
    return Response(
        content=file,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def file_name(place: Place, *kind: str) -> str:
    return paper_name(place, day_of(place.measurement.state.started_at), *kind)


def paper_name(place: Place, day: date, *kind: str) -> str:
    """Plain letters only, so that every browser and file system takes it."""
    letters = place.collaboration.state.name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return "-".join(("samson", *kind, name, f"{day.isoformat()}.pdf"))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    async with world.database.reading(place.tenant) as connection:
        reports = await reports_of(connection, place.tenant, place.measurement.id, Kind.REPORT)
    return measurement_page(request, place, template, reports=reports, version=place.measurement.version)


ROUTES = (show_report, show_shelf, order, download_report)
