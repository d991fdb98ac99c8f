"""The seven pages on which somebody answers alone, and the one after them. Nothing here says who it was."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.instrument.model import Field, Instrument
from infra.translation.translator import Translator
from services.application.campaigns.answering import answer_alone, own_answers
from services.application.campaigns.standing import Invited
from services.application.world import World
from services.web.access import invited as by_invitation
from services.web.forms import Form
from services.web.given import GivenForm, GivenInvited, GivenWorld
from services.web.inviting import alone_path
from services.web.pages import AnyRequest, see
from services.web.place import there
from services.web.presenting.alone import asked_of, came_too_late, changed, errors, first_open, neighbours, progress
from services.web.presenting.measuring.question_form import Go
from services.web.problems import NOWHERE, STATUS, words
from services.web.routes.alone.showing import alone_page, translator_for

HOME = "/alone/{measurement:uuid}"


@get(HOME, opt=by_invitation())
async def go_on(world: GivenWorld, invited: GivenInvited) -> Redirect:
    """To the first field with something left to answer."""
    instrument, own = await _instrument(world, invited), await own_answers(world, invited)
    field = first_open(instrument, progress(instrument, own, invited.measurement.tallies))
    return see(_field_path(invited, field))


@get(f"{HOME}/fields/{{field:str}}", opt=by_invitation())
async def show_field(request: AnyRequest, world: GivenWorld, invited: GivenInvited, field: FromPath[str]) -> Template:
    instrument = await _instrument(world, invited)
    t = await translator_for(request, world, invited)
    return await _page(request, world, invited, instrument, _field(instrument, field), t=t)


@post(f"{HOME}/fields/{{field:str}}", opt=by_invitation())
async def answer_field(
    request: AnyRequest, world: GivenWorld, invited: GivenInvited, form: GivenForm, field: FromPath[str]
) -> Response[Any]:
    """Every button saves what was answered on the page, and leads on or back."""
    instrument = await _instrument(world, invited)
    asked, t = _field(instrument, field), await translator_for(request, world, invited)
    wrong = errors(form, asked, t)
    if wrong:
        return await _page(request, world, invited, instrument, asked, t=t, form=form, errors=wrong, status=422)
    try:
        done = await answer_alone(world, invited, changed(form, asked))
    except DomainError as refusal:
        said, status = words(t, refusal), STATUS[refusal.code]
        return await _page(request, world, invited, instrument, asked, t=t, form=form, refusal=said, status=status)
    if done.too_late:
        said = came_too_late(done, t)
        return await _page(request, world, invited, instrument, asked, t=t, refusal=said, status=409)
    return see(_onward(invited, instrument, asked, form))


@get(f"{HOME}/done", opt=by_invitation())
async def show_done(request: AnyRequest, world: GivenWorld, invited: GivenInvited) -> Template:
    instrument, own = await _instrument(world, invited), await own_answers(world, invited)
    ways = progress(instrument, own, invited.measurement.tallies)
    t = await translator_for(request, world, invited)
    return alone_page(request, t, invited, "done.html", instrument=instrument, ways=ways)


async def _page(
    request: AnyRequest,
    world: World,
    invited: Invited,
    instrument: Instrument,
    field: Field,
    *,
    t: Translator,
    form: Form | None = None,
    errors: Mapping[str, str] = NOWHERE,
    refusal: str = "",
    status: int = 200,
) -> Template:
    before, after = neighbours(instrument, field)
    own, revealed = await own_answers(world, invited), invited.measurement.tallies
    return alone_page(
        request,
        t,
        invited,
        "field.html",
        status=status,
        instrument=instrument,
        field=field,
        asked=asked_of(field, own, revealed, form),
        before=before,
        after=after,
        errors=errors,
        refusal=refusal,
    )


def _onward(invited: Invited, instrument: Instrument, field: Field, form: Form) -> str:
    before, after = neighbours(instrument, field)
    if form.text("go") == Go.BACK and before:
        return _field_path(invited, before)
    return _field_path(invited, after) if after else f"{alone_path(invited.invitation.measurement)}/done"


def _field_path(invited: Invited, field: Field) -> str:
    return f"{alone_path(invited.invitation.measurement)}/fields/{field.id}"


def _field(instrument: Instrument, which: str) -> Field:
    return there(next((each for each in instrument.fields if each.id == which), None))


async def _instrument(world: World, invited: Invited) -> Instrument:
    return await world.instruments.by_hash(invited.measurement.instrument_sha256)


ROUTES = (go_on, show_field, answer_field, show_done)
