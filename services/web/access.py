"""Who may reach a route. Every route declares it; a route that says nothing cannot be served.

The guard also loads what the path names (workspace, collaboration, measurement) and refuses what is not there
for this person in the same words as what is not there at all.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
from litestar.connection import ASGIConnection, Request
from litestar.exceptions import ImproperlyConfiguredException, MethodNotAllowedException
from litestar.handlers import BaseRouteHandler

from domain.workspace.events import Role
from infra.accounts.access_tokens import Scope
from infra.accounts.people import Account
from services.application.campaigns.standing import Invited
from services.application.world import World
from services.web.bearing import find_caller
from services.web.finding import Asking, find_place
from services.web.inviting import find_invited
from services.web.place import Capacity, NotFound, Outsider, Place
from services.web.public_reading import count_reading
from services.web.seating import Seated, find_seated

KEY: Final = "access"

KIND: Final = re.compile(r":\w+(?=})")
"""Of a parameter in a route: `{slug:str}` is noted as `{slug}`."""


class Reach(StrEnum):
    ANYONE = "anyone"
    PUBLIC = "public"
    """As anyone, for what is published: whoever asks is not known, whatever cookie they have.

    Its pages read for themselves who is signed in and which language they chose, and say the same to everybody.
    """

    SIGNED_IN = "signed_in"
    KS_ANALYST = "ks_analyst"
    MEMBER = "member"
    SEATED = "seated"
    """A device that has joined the live session in the path."""

    INVITED = "invited"
    """Who came by the link in a letter, to answer alone in the measurement in the path."""

    PROGRAM = "program"
    """With a member's access token, in the API."""

    EMBEDDED = "embedded"
    """Only where everything runs on one machine to be tried out."""


class Access(msgspec.Struct, frozen=True):
    """`roles` are those of the workspace in the path, for `Reach.MEMBER` and `Reach.PROGRAM`; `scope` is a token's."""

    reach: Reach
    roles: frozenset[Capacity] = frozenset()
    scope: Scope | None = None


class NotSignedIn(Exception):
    """The page is for people who are signed in."""


class RoleIsNotEnough(Exception):
    """A member of the workspace, whose role does not reach this page."""


def anyone() -> Mapping[str, Access]:
    return {KEY: Access(Reach.ANYONE)}


def public() -> Mapping[str, Any]:
    """No cookie decides and none is set, so that whatever lies between may keep the answer for everybody."""
    return {KEY: Access(Reach.PUBLIC), "exclude_from_auth": True, "exclude_from_csrf": True}


def signed_in() -> Mapping[str, Access]:
    return {KEY: Access(Reach.SIGNED_IN)}


def ks_analyst() -> Mapping[str, Access]:
    return {KEY: Access(Reach.KS_ANALYST)}


def seated() -> Mapping[str, Access]:
    return {KEY: Access(Reach.SEATED)}


def invited() -> Mapping[str, Access]:
    return {KEY: Access(Reach.INVITED)}


def by_letter() -> Mapping[str, Any]:
    """As `anyone`, for what a mail program posts in its reader's stead (RFC 8058): it has no form of ours."""
    return {KEY: Access(Reach.ANYONE), "exclude_from_csrf": True}


def embedded() -> Mapping[str, Access]:
    return {KEY: Access(Reach.EMBEDDED)}


def members(*roles: Capacity) -> Mapping[str, Access]:
    """Who is in the workspace as one of `roles`; a participant only in the collaboration that the path is about."""
    return {KEY: Access(Reach.MEMBER, frozenset(roles))}


def by_token(scope: Scope, *roles: Capacity) -> Mapping[str, Any]:
    """As `members`, for programs. No form sends what they send, so there is no form to be forged."""
    return {KEY: Access(Reach.PROGRAM, frozenset(roles), scope), "exclude_from_csrf": True}


LEADERS: Final[tuple[Capacity, ...]] = (Role.ADMINISTRATOR, Role.FACILITATOR)
EVERY_ROLE: Final[tuple[Capacity, ...]] = (*LEADERS, Role.PARTICIPANT)
READERS: Final[tuple[Capacity, ...]] = (*EVERY_ROLE, Outsider.AUDITOR)
"""For pages that show something and change nothing."""


def declared(handler: BaseRouteHandler) -> Access:
    access = handler.opt.get(KEY)
    if not isinstance(access, Access):
        raise ImproperlyConfiguredException(f"{handler.handler_name} does not say who may reach it")
    return access


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raises `NotSignedIn`, `RoleIsNotEnough`, `NotFound`, `SessionIsOver`, `TooManyCalls`, and what the finders do.

    Leaves the `Place` of the path in the connection, or the `Seated`, or the `Invited`.
    """
    if connection.scope.get("method") == "OPTIONS":
        raise MethodNotAllowedException
    access = declared(handler)
    world: World = connection.app.state.world
    account: Account | None = connection.scope.get("user")
    match access.reach:
        case Reach.ANYONE:
            return
        case Reach.PUBLIC:
            await count_reading(world, connection)
        case Reach.EMBEDDED:
            if connection.app.state.settings.mode != "embedded":
                raise NotFound
        case Reach.SIGNED_IN:
            _signed_in(account)
        case Reach.KS_ANALYST:
            if _signed_in(account).ks_role != "analyst":
                raise NotFound
        case Reach.SEATED:
            connection.state.seated = await find_seated(world, connection)
        case Reach.INVITED:
            connection.state.invited = await find_invited(world, connection)
        case Reach.MEMBER:
            place = await find_place(world, _signed_in(account), _asking(connection, access))
            if place.role not in access.roles:
                raise RoleIsNotEnough
            connection.state.place = place
        case Reach.PROGRAM:
            connection.state.place = await _place_by_token(world, connection, access)


async def _place_by_token(world: World, connection: ASGIConnection[Any, Any, Any, Any], access: Access) -> Place:
    """A token is for one workspace, and reaches there what its owner reaches now."""
    if access.scope is None:
        raise ImproperlyConfiguredException("a route for tokens names the scope that it takes")
    bearer = await find_caller(world, connection, access.scope)
    connection.state.bearer = bearer
    if connection.path_params["slug"] != bearer.slug:
        raise NotFound
    place = await find_place(world, bearer.account, _asking(connection, access))
    if place.role not in access.roles:
        raise RoleIsNotEnough
    return place


def _asking(connection: ASGIConnection[Any, Any, Any, Any], access: Access) -> Asking:
    return Asking(
        method=str(connection.scope.get("method", "")),
        route=KIND.sub("", connection.scope["path_template"]),
        address=connection.url.path,
        path=connection.path_params,
        query=connection.query_params,
        roles=access.roles,
    )


def _signed_in(account: Account | None) -> Account:
    if account is None:
        raise NotSignedIn
    return account


def place_of(request: Request[Any, Any, Any]) -> Place:
    """What the guard found, as a dependency of the handlers."""
    place: Place = request.state.place
    return place


def seated_of(request: Request[Any, Any, Any]) -> Seated:
    """What the guard found, for the routes of a live session."""
    found: Seated = request.state.seated
    return found


def invited_of(request: Request[Any, Any, Any]) -> Invited:
    """What the guard found, for the pages on which somebody answers alone."""
    found: Invited = request.state.invited
    return found
