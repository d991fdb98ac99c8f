"""Answer sheets on paper, keyed in by whoever leads: what each holds is counted with the private answers of phones."""

from collections.abc import Mapping

from litestar import get, post
from litestar.response import Template

from domain.errors import DomainError
from domain.sectors import Side
from services.application.dialogue.ballots import numbers
from services.application.dialogue.sheets import put_in, take_out
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place
from services.web.presenting.measuring.sheet_form import (
    PutIn,
    TakenOut,
    marks_of,
    read_number,
    read_sheet,
    sheet_errors,
)
from services.web.problems import NOWHERE, STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/sheets"


@get(PATH, opt=members(*LEADERS))
async def show_sheets(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, number=1)


@post(PATH, opt=members(*LEADERS))
async def key_in(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Template:
    """Put a sheet in, or take it out again.

    The answer is the page itself and not the way to another: what tells a sheet apart is then in no address.
    """
    t, number = translator_of(request), read_number(form)
    if errors := sheet_errors(form, place.instrument, t):
        return await _page(request, world, place, number=number, form=form, errors=errors, status=422)
    try:
        return await _done(request, world, place, form, number)
    except DomainError as refusal:
        now = await place_by_log(world, place)
        return await _page(
            request,
            world,
            now,
            number=number,
            form=form,
            refusal=words(t, refusal),
            status=STATUS[refusal.code],
            command_id=form.text("command_id"),
        )


async def _done(request: AnyRequest, world: World, place: Place, form: Form, number: int) -> Template:
    sheet, tenant, measurement = read_sheet(form, place.instrument), place.tenant, place.measurement.id
    if form.has("undo"):
        out = await take_out(world, tenant, measurement, sheet)
        return await _page(request, world, place, number=number, form=form, taken_out=TakenOut(number, out))
    done = await put_in(world, tenant, measurement, sheet, place.instrument.questions)
    entered = PutIn(number=number, id=sheet.id, side=sheet.side, marks=marks_of(sheet), done=done)
    return await _page(request, world, place, number=number + 1, entered=entered)


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    *,
    number: int,
    form: Form | None = None,
    errors: Mapping[str, str] = NOWHERE,
    refusal: str | None = None,
    entered: PutIn | None = None,
    taken_out: TakenOut | None = None,
    status: int = 200,
    **context: object,
) -> Template:
    return measurement_page(
        request,
        place,
        "sheets.html",
        status=status,
        number=number,
        typed=form.typed if form else {},
        errors=errors,
        refusal=refusal,
        entered=entered,
        taken_out=taken_out,
        inside=await numbers(world, place.tenant, place.measurement.id),
        sides=list(Side),
        **context,
    )


ROUTES = (show_sheets, key_in)
