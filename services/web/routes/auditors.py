"""Auditors: who was let in, why and until when, what they asked for; and an auditor's own view of it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.address import LONGEST_ADDRESS
from domain.audit_access.decisions import LONGEST_NAME, LONGEST_PURPOSE, GrantAccess, RepeatInvitation
from domain.audit_access.state import AuditAccess
from domain.errors import DomainError
from domain.ids import SubjectId
from domain.workspace.events import Role
from infra.access_log import asked_by, count_asked
from infra.identity import new_subject_id
from projections.audit_accesses.queries import audit_access, audit_accesses
from projections.collaborations.queries import collaborations
from projections.measurements.queries import summaries
from services.application.audit_accesses import decide_access, grant_access
from services.application.leaving import end_audit_access
from services.application.world import World
from services.web.access import members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see, see_written, translator_of
from services.web.place import Outsider, Place, there
from services.web.presenting.asked_pages import Places, by_day
from services.web.presenting.auditing import end_of, shown, texts_of, usual_day
from services.web.problems import show_again

HERE: Final = "/w/{slug:str}/auditors"
ONE: Final = f"{HERE}/{{auditor:uuid}}"
OWN: Final = "/w/{slug:str}/audit"

ADMINISTRATORS = members(Role.ADMINISTRATOR)
AUDITORS = members(Outsider.AUDITOR)

LINES: Final = 50
"""Of the log, on one page."""

LONGEST_PAGE_NUMBER: Final = 4
"""Digits."""

AT_FIELDS: Final = {
    "address_is_malformed": "email",
    "address_belongs_already": "email",
    "audit_access_is_in_the_past": "until",
    "audit_access_is_too_long": "until",
}


@get(HERE, opt=ADMINISTRATORS)
async def show_auditors(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    suggested = {"until": usual_day(world.clock.now()).isoformat()}
    context = await _all(request, world, place)
    return page(request, "auditors/all.html", **UNTOUCHED | {"typed": suggested}, **context)


@post(HERE, opt=ADMINISTRATORS)
async def let_auditor_in(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """`auditor` is the pseudonym that the page made, so that a double click lets one in."""
    try:
        language = language_of(request)
        written = await grant_access(world, place.caller, _asked_for(form), form.command_id(), language=language)
    except DomainError as refusal:
        context = await _all(request, world, place)
        return show_again(request, refusal, "auditors/all.html", form, at=AT_FIELDS, **context)
    return await see_written(world, place.caller, written, f"{place.home}/auditors")


def _asked_for(form: Form) -> GrantAccess:
    """The last day counts: access ends with it."""
    day = form.day("until")
    if day is None:
        raise FieldIsUnreadable(field="until")
    return GrantAccess(
        auditor=SubjectId(form.key("auditor")),
        name=form.words("name", LONGEST_NAME),
        email=form.words("email", LONGEST_ADDRESS),
        purpose=form.words("purpose", LONGEST_PURPOSE),
        until=end_of(day),
    )


@get(ONE, opt=ADMINISTRATORS)
async def show_auditor(request: AnyRequest, world: GivenWorld, place: GivenPlace, auditor: FromPath[UUID]) -> Template:
    access = await _access(world, place, SubjectId(auditor))
    return page(request, "auditors/one.html", **UNTOUCHED, **await _one(request, world, place, access))


@post(f"{ONE}/invitation", opt=ADMINISTRATORS)
async def repeat_invitation(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, auditor: FromPath[UUID]
) -> Response[Any]:
    """To the same address. Every link that was sent works until one of them is used."""
    written = await decide_access(
        world,
        place.caller,
        SubjectId(auditor),
        RepeatInvitation(),
        form.command_id(),
        language=language_of(request),
    )
    return await see_written(world, place.caller, written, f"{place.home}/auditors/{auditor}")


@post(f"{ONE}/ending", opt=ADMINISTRATORS)
async def end_access(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, auditor: FromPath[UUID]
) -> Response[Any]:
    who = SubjectId(auditor)
    access = await _access(world, place, who)
    try:
        written = await end_audit_access(world, place.caller, who, form.words("reason"), form.command_id())
    except DomainError as refusal:
        context = await _one(request, world, place, access)
        return show_again(request, refusal, "auditors/one.html", form, **context)
    return await see_written(world, place.caller, written, f"{place.home}/auditors/{auditor}")


@get(OWN, opt=AUDITORS)
async def show_own_access(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    access = await _access(world, place, place.caller.subject)
    return page(request, "auditors/own.html", **UNTOUCHED, **await _one(request, world, place, access))


@post(f"{OWN}/ending", opt=AUDITORS)
async def end_own_access(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """From the answer on, the workspace is not there any more."""
    await end_audit_access(world, place.caller, place.caller.subject, form.text("reason"), form.command_id())
    return see("/")


async def _access(world: World, place: Place, auditor: SubjectId) -> AuditAccess:
    async with world.database.reading(place.tenant) as connection:
        return there(await audit_access(connection, place.tenant, auditor))


async def _all(request: AnyRequest, world: World, place: Place) -> dict[str, Any]:
    async with world.database.reading(place.tenant) as connection:
        accesses = await audit_accesses(connection, place.tenant)
        counts = await count_asked(connection, place.tenant)
    opened = await Opened.of(world, place.tenant, texts_of(accesses), translator_of(request))
    everyone = [shown(one, opened, world.clock.now(), counts) for one in accesses]
    return {
        "running": [one for one in everyone if one.runs],
        "ended": [one for one in everyone if not one.runs],
        "new_auditor": new_subject_id(),
    }


async def _one(request: AnyRequest, world: World, place: Place, access: AuditAccess) -> dict[str, Any]:
    """The access, and a page of what was asked for, the newest first."""
    t, number = translator_of(request), _page_number(request)
    async with world.database.reading(place.tenant) as connection:
        asked = await asked_by(connection, place.tenant, access.auditor, LINES + 1, LINES * (number - 1))
        found = await collaborations(connection, place.tenant)
        measured = await summaries(connection, place.tenant)
    opened = await Opened.of(world, place.tenant, texts_of([access]), t)
    places = Places(found, measured, world.instruments.newest()[0], t)
    return {
        "access": shown(access, opened, world.clock.now(), {}),
        "days": by_day(asked[:LINES], places, t),
        "newer": number - 1,
        "older": number + 1 if len(asked) > LINES else 0,
    }


def _page_number(request: AnyRequest) -> int:
    written = request.query_params.get("page", "")
    return max(1, int(written)) if written.isdecimal() and len(written) <= LONGEST_PAGE_NUMBER else 1


ROUTES = (
    show_auditors,
    let_auditor_in,
    show_auditor,
    repeat_invitation,
    end_access,
    show_own_access,
    end_own_access,
)
