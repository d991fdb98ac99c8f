"""A comparison as a PDF: ordered for the measurements that the address names, watched while it is made, and fetched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.ids import MeasurementId
from infra.report_shelf import Chosen, Kind, file_of, reports_of
from infra.translation.catalogue import LANGUAGES
from infra.translation.writing import day_of
from projections.measurements.queries import Measured
from services.application.reports import order_report
from services.application.world import World
from services.reports.comparison_paper import FEWEST
from services.web.access import EVERY_ROLE, READERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, see, translator_of
from services.web.place import NotFound, Place
from services.web.routes.comparing import COMPARE, asked_for, chosen_of, series_and_list
from services.web.routes.measurements.reports import paper_name, pdf

PAPER: Final = f"{COMPARE}/paper"


@get(PAPER, opt=members(*READERS))
async def show_comparison_paper(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, "collaboration/compare_paper.html")


@get(f"{PAPER}/shelf", opt=members(*READERS))
async def show_comparison_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a comparison is made."""
    return await _page(request, world, place, "collaboration/_compare_shelf.html")


@post(PAPER, opt=members(*EVERY_ROLE))
async def order_comparison(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """The form's id is the file's, so that a double click orders one. The choice stays in the address."""
    language = form.text("language")
    if language not in LANGUAGES:
        raise FieldIsUnreadable(field="language")
    choices, _ = await series_and_list(world, place, place.collaboration.id)
    chosen = _chosen(form, choices)
    await order_report(
        world,
        place.caller,
        place.collaboration.id,
        language=language,
        report=form.command_id(),
        kind=Kind.COMPARISON,
        chosen=Chosen(measurements=tuple(one.id for one in chosen)),
    )
    return see(f"{place.collaboration_home}/compare/paper{asked_for(chosen)}")


def _chosen(form: Form, choices: Sequence[Measured]) -> list[Measured]:
    """Oldest first. Raises `FieldIsUnreadable` where fewer than two are named, or one that can't be chosen."""
    asked = set(form.text("measurements").split())
    if len(asked) < FEWEST or asked - {str(one.id) for one in choices}:
        raise FieldIsUnreadable(field="measurements")
    return [one for one in choices if str(one.id) in asked]


@get(f"{PAPER}/{{comparison:uuid}}", opt=members(*READERS))
async def download_comparison(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, comparison: FromPath[UUID]
) -> Response[bytes]:
    async with world.database.reading(place.tenant) as connection:
        file = await file_of(connection, place.tenant, place.collaboration.id, comparison, Kind.COMPARISON)
    if file is None:
        raise NotFound
    word = translator_of(request)("comparing.paper.file")
    return pdf(file, paper_name(place, day_of(world.clock.now()), word))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    choices, listed = await series_and_list(world, place, place.collaboration.id)
    chosen = chosen_of(request, choices)
    async with world.database.reading(place.tenant) as connection:
        files = await reports_of(connection, place.tenant, place.collaboration.id, Kind.COMPARISON)
    begun = {one.id: one.started_at for one in listed}
    return page(
        request,
        template,
        chosen=chosen,
        enough=len(chosen) >= FEWEST,
        asked=asked_for(chosen),
        files=files,
        days={one.order.id: _days(one.order.chosen, begun) for one in files},
    )


def _days(chosen: Chosen, begun: Mapping[MeasurementId, datetime]) -> list[datetime]:
    """Oldest first."""
    return sorted(begun[one] for one in chosen.measurements if one in begun)


ROUTES = (show_comparison_paper, show_comparison_shelf, order_comparison, download_comparison)
