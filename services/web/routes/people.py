"""A workspace's people: who belongs where, and how an administrator lets somebody in and out."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.address import LONGEST_ADDRESS
from domain.errors import DomainError
from domain.ids import SubjectId
from domain.workspace.decisions import LONGEST_NAME, GrantRole, InviteMember
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.identity import new_subject_id
from projections.collaborations.queries import collaborations
from projections.people.queries import Person, people, people_who_left, person
from services.application import leaving
from services.application.workspaces import decide_workspace
from services.application.world import World
from services.web.access import members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see_written, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.roster import Roster, roster
from services.web.problems import show_again

TEMPLATE = "workspace/people.html"

ADMINISTRATORS = members(Role.ADMINISTRATOR)


@get("/w/{slug:str}/people", opt=ADMINISTRATORS)
async def show_people(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return page(
        request,
        TEMPLATE,
        roster=await _roster(request, world, place),
        roles=list(Role),
        new_member=new_subject_id(),
        **UNTOUCHED,
    )


@post("/w/{slug:str}/people", opt=ADMINISTRATORS)
async def invite_member(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """`member` is the pseudonym that the page made, so that a double click invites once."""
    try:
        command = InviteMember(
            member=SubjectId(form.key("member")),
            role=form.choice("role", Role),
            email=form.words("email", LONGEST_ADDRESS),
            name=form.words_if_any("name", LONGEST_NAME),
        )
        language = language_of(request)
        written = await decide_workspace(world, place.caller, command, form.command_id(), language=language)
    except DomainError as refusal:
        return show_again(
            request,
            refusal,
            TEMPLATE,
            form,
            at=dict.fromkeys(("address_is_malformed", "address_belongs_already"), "email"),
            roster=await _roster(request, world, place),
            roles=list(Role),
            new_member=new_subject_id(),
        )
    return await see_written(world, place.caller, written, f"{place.home}/people")


@post("/w/{slug:str}/people/{member:uuid}/role", opt=ADMINISTRATORS)
async def grant_role(world: GivenWorld, place: GivenPlace, form: GivenForm, member: FromPath[UUID]) -> Response[Any]:
    command = GrantRole(member=SubjectId(member), role=form.choice("role", Role))
    written = await decide_workspace(world, place.caller, command, form.command_id())
    return await see_written(world, place.caller, written, f"{place.home}/people")


@get("/w/{slug:str}/people/{member:uuid}/removal", opt=ADMINISTRATORS)
async def show_removal(request: AnyRequest, world: GivenWorld, place: GivenPlace, member: FromPath[UUID]) -> Template:
    """Of a member, or of an invitation that is still open."""
    who = await _present(world, place, member)
    opened = await Opened.of(world, place.tenant, personal_texts([who]), translator_of(request))
    return page(
        request,
        "workspace/removal.html",
        name=opened.name(who),
        who=who,
        invited=who.standing is Standing.INVITED,
        oneself=who.subject == place.caller.subject,
    )


@post("/w/{slug:str}/people/{member:uuid}/removal", opt=ADMINISTRATORS)
async def remove_member(world: GivenWorld, place: GivenPlace, form: GivenForm, member: FromPath[UUID]) -> Response[Any]:
    """What somebody was when the page was shown decides what is asked: an invitation accepted since stays."""
    subject = SubjectId(member)
    end = leaving.withdraw_invitation if form.text("standing") == Standing.INVITED else leaving.remove_member
    written = await end(world, place.caller, subject, form.command_id())
    home = "/workspaces" if subject == place.caller.subject else f"{place.home}/people"
    return await see_written(world, place.caller, written, home)


async def _present(world: World, place: Place, member: UUID) -> Person:
    async with world.database.reading(place.tenant) as connection:
        who = await person(connection, place.tenant, SubjectId(member))
    if who is None or who.standing is Standing.GONE:
        raise NotFound
    return who


async def _roster(request: AnyRequest, world: World, place: Place) -> Roster:
    async with world.database.reading(place.tenant) as connection:
        who = [*await people(connection, place.tenant), *await people_who_left(connection, place.tenant)]
        where = await collaborations(connection, place.tenant)
    opened = await Opened.of(world, place.tenant, personal_texts(who), translator_of(request))
    return roster(who, where, opened, place.home)


ROUTES = (show_people, invite_member, grant_role, show_removal, remove_member)
