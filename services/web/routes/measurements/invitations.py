"""Who is invited to answer alone, for whoever leads: whose letter came back, who has not answered, and what to do."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from litestar import Response, get, post
from litestar.response import Template

from domain.errors import DomainError
from domain.ids import InvitationId
from domain.invitation.decisions import LONGEST_REASON, RepeatLetter, RevokeInvitation
from domain.text import TextIsMissing, TextIsTooLong
from services.application.campaigns.answering import who_answered
from services.application.campaigns.finding import people_of
from services.application.campaigns.inviting import (
    invite_again,
    invite_newcomers,
    repeat_letter,
    revoke_invitation,
)
from services.application.campaigns.standing import invitations_written
from services.application.world import World
from services.application.writing import Written
from services.web.access import LEADERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.guests import guests
from services.web.problems import NOWHERE, STATUS, words
from services.web.routes.measurements.loading import known_among, measurement_page

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/invitations"


class Do(StrEnum):
    """What can be done about one invitation."""

    REPEAT = "repeat"
    REVOKE = "revoke"
    AGAIN = "again"
    NEWCOMERS = "newcomers"
    """About none: whoever has come to the group since is invited."""


@get(PATH, opt=members(*LEADERS))
async def show_invitations(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place)


@post(PATH, opt=members(*LEADERS))
async def change_invitations(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Response[Any]:
    """`invitation-do` says what, `invitation` about whom."""
    try:
        written = await _asked_for(form)(world, place, form)
    except (TextIsMissing, TextIsTooLong) as refusal:
        errors = {f"reason-{form.text('invitation')}": words(translator_of(request), refusal)}
        return await _page(request, world, place, form=form, errors=errors, status=STATUS[refusal.code])
    except DomainError as refusal:
        said = words(translator_of(request), refusal)
        return await _page(request, world, place, form=form, refusal=said, status=STATUS[refusal.code])
    return await see_written(world, place.caller, written, f"{place.measurement_home}/invitations")


Doing = Callable[[World, Place, Form], Awaitable[Written]]


def _asked_for(form: Form) -> Doing:
    match form.choice("invitation-do", Do):
        case Do.REPEAT:
            return _repeat
        case Do.REVOKE:
            return _revoke
        case Do.AGAIN:
            return _again
        case Do.NEWCOMERS:
            return _newcomers


async def _repeat(world: World, place: Place, form: Form) -> Written:
    command = RepeatLetter(_which(form), seen=form.number("seen"))
    return await repeat_letter(world, place.caller, place.measurement.id, command, form.command_id())


async def _revoke(world: World, place: Place, form: Form) -> Written:
    which = _which(form)
    command = RevokeInvitation(which, reason=form.words(f"reason-{which}", LONGEST_REASON))
    return await revoke_invitation(world, place.caller, place.measurement.id, command, form.command_id())


async def _again(world: World, place: Place, form: Form) -> Written:
    return await invite_again(world, place.caller, place.measurement.id, _which(form), form.command_id())


async def _newcomers(world: World, place: Place, form: Form) -> Written:
    return await invite_newcomers(world, place.caller, place.measurement.id, form.command_id())


def _which(form: Form) -> InvitationId:
    return InvitationId(form.key("invitation"))


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    *,
    form: Form | None = None,
    errors: Mapping[str, str] = NOWHERE,
    refusal: str | None = None,
    status: int = 200,
) -> Template:
    """From the log: who leads sees at once what they did."""
    t, measurement = translator_of(request), place.measurement.id
    invitations = list((await invitations_written(world, place.tenant, measurement)).state.invited.values())
    group = await people_of(world, place.tenant, place.measurement.state.collaboration)
    people = await known_among(world, place, [one.person for one in invitations])
    reasons = [one.reason for one in invitations]
    opened = await Opened.of(world, place.tenant, [*personal_texts(people.values()), *reasons], t)
    names = {
        one.person: opened.name(people[one.person]) if one.person in people else t("person.erased")
        for one in invitations
    }
    shown = guests(invitations, names, await who_answered(world, place.tenant, measurement), group)
    return measurement_page(
        request,
        place,
        "invitations.html",
        status=status,
        guests=shown,
        newcomers=len(group.keys() - {one.person for one in invitations}),
        inside=[one for one in shown if one.is_in],
        opened=opened,
        typed=form.typed if form else {},
        errors=errors,
        refusal=refusal,
    )


ROUTES = (show_invitations, change_invitations)
