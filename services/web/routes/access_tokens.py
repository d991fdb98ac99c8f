"""Access tokens of a workspace: one's own, and for an administrator everybody's. A token is shown once."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.response import Template

from domain.errors import DomainError
from infra.accounts.access_tokens import Scope, revoke_token, tokens_of
from projections.people.queries import people
from services.application.access_tokens import (
    LIFETIMES,
    LONGEST_TOKEN_NAME,
    USUAL_LIFETIME,
    IssueToken,
    issue_token,
)
from services.application.world import World
from services.web.access import EVERY_ROLE, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, page, see, translator_of
from services.web.place import Place
from services.web.problems import show_again

TEMPLATE: Final = "access_tokens.html"

MEMBERS = members(*EVERY_ROLE)


@get("/w/{slug:str}/tokens", opt=MEMBERS)
async def show_tokens(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return page(request, TEMPLATE, secret=None, **UNTOUCHED, **await _shown(request, world, place))


@post("/w/{slug:str}/tokens", opt=MEMBERS)
async def issue(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Template:
    """Answers with the page itself, because what it shows is kept nowhere to be shown again."""
    try:
        command = IssueToken(
            name=form.words("name", LONGEST_TOKEN_NAME), scopes=_scopes(form), days=form.number("days")
        )
        secret = await issue_token(world, place.caller, command, form.command_id())
    except DomainError as refusal:
        at = {"access_token_needs_a_scope": "scopes", "access_token_lasts_too_long": "days"}
        shown = await _shown(request, world, place)
        return show_again(request, refusal, TEMPLATE, form, at=at, secret=None, **shown)
    return page(request, TEMPLATE, secret=secret, **UNTOUCHED, **await _shown(request, world, place))


@post("/w/{slug:str}/tokens/revocation", opt=MEMBERS)
async def revoke(world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """One's own; an administrator anybody's."""
    whose = None if place.administers else place.caller.subject
    await revoke_token(world.database, place.tenant, form.key("access_token"), whose)
    return see(f"{place.home}/tokens#tokens")


def _scopes(form: Form) -> frozenset[Scope]:
    return frozenset(scope for scope in Scope if form.has(f"scope-{scope.name.lower()}"))


async def _shown(request: AnyRequest, world: World, place: Place) -> dict[str, Any]:
    found = await tokens_of(world.database, place.tenant, None, world.clock.now())
    others = [one for one in found if one.subject != place.caller.subject] if place.administers else []
    async with world.database.reading(place.tenant) as connection:
        who = {one.subject: one for one in await people(connection, place.tenant)} if others else {}
    opened = await Opened.of(world, place.tenant, personal_texts(who.values()), translator_of(request))
    return {
        "own": [one for one in found if one.subject == place.caller.subject],
        "others": [(one, opened.name(who[one.subject])) for one in others if one.subject in who],
        "scopes": list(Scope),
        "lifetimes": LIFETIMES,
        "usual": USUAL_LIFETIME,
    }


ROUTES = (show_tokens, issue, revoke)
