"""A comparison as a PDF: ordered for the measurements that the address names, watched while it is made, and fetched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.ids import MeasurementId
from infra.report_shelf import Chosen, Kind
from projections.measurements.queries import Measured
from services.application.world import World
from services.reports.comparison_paper import FEWEST
from services.web.access import EVERY_ROLE, READERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.ordered_files import files_of, order_file, paper
from services.web.pages import AnyRequest, page, see, translator_of
from services.web.place import Place
from services.web.routes.comparing import COMPARE, asked_for, chosen_of, series_and_list

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
    """The choice stays in the address."""
    choices, _ = await series_and_list(world, place, place.collaboration.id)
    chosen = _chosen(form, choices)
    named = Chosen(measurements=tuple(one.id for one in chosen))
    await order_file(world, place, form, Kind.COMPARISON, language=form.language("language"), chosen=named)
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
    return await paper(world, place, comparison, Kind.COMPARISON, translator_of(request)("comparing.paper.file"))


async def _page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    choices, listed = await series_and_list(world, place, place.collaboration.id)
    chosen = chosen_of(request, choices)
    files = await files_of(world, place, Kind.COMPARISON)
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
