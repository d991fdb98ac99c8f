"""Signing in by a link that comes by e-mail, and signing out. Links open a page whose button posts."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.address import LONGEST_ADDRESS
from domain.errors import DomainError
from infra.accounts.one_click import sign_in_as, sign_in_by_one_click
from infra.accounts.people import AccountId
from infra.accounts.sessions import end_all_sessions, end_session, start_session
from infra.accounts.sign_in import SignedIn, sign_in_by_email_link
from services.application.sign_in import LinkRequest, request_sign_in_link
from services.application.world import World
from services.web.access import anyone, embedded, signed_in
from services.web.given import GivenForm, GivenWorld
from services.web.landing import landing
from services.web.local_paths import local_path
from services.web.machine import machine_of
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see
from services.web.problems import show_again
from services.web.session import COOKIE, session_cookie


@get("/sign-in", opt=anyone())
async def show_sign_in(request: AnyRequest, world: GivenWorld) -> Response[Any]:
    wanted = local_path(request.query_params.get("next"), "")
    if request.user is not None:
        return see(wanted or await landing(world, request.user.id))
    return page(request, "sign_in/ask.html", **UNTOUCHED | {"typed": {"next": wanted}})


@post("/sign-in", opt=anyone())
async def ask_to_be_let_in(request: AnyRequest, world: GivenWorld, form: GivenForm) -> Response[Any]:
    """The same answer for every address, known or not."""
    try:
        asked = LinkRequest(
            email=form.words("email", LONGEST_ADDRESS),
            ip=machine_of(request),
            language=language_of(request),
            then=local_path(form.text("next"), ""),
        )
        await request_sign_in_link(world.database, world.limiter, world.doorbell, asked)
    except DomainError as refusal:
        return show_again(request, refusal, "sign_in/ask.html", form, at={"address_is_malformed": "email"})
    return see("/sign-in/sent")


@get("/sign-in/sent", opt=anyone())
async def show_sent(request: AnyRequest) -> Template:
    return page(request, "sign_in/sent.html")


@get("/sign-in/link/{token:str}", opt=anyone())
async def show_link(request: AnyRequest, token: FromPath[str]) -> Template:
    """Looking uses nothing up: scanners look at the links in mails too."""
    wanted = local_path(request.query_params.get("next"), "")
    return page(request, "sign_in/link.html", action=f"/sign-in/link/{token}", wanted=wanted, at_once=False)


@post("/sign-in/link/{token:str}", opt=anyone())
async def sign_in(request: AnyRequest, world: GivenWorld, form: GivenForm, token: FromPath[str]) -> Response[Any]:
    signed_in_as = await sign_in_by_email_link(world.database, token, world.clock.now())
    return await let_in(request, world, signed_in_as, local_path(form.text("next"), ""))


@get("/sign-in/one-click/{token:str}", opt=embedded())
async def show_one_click(request: AnyRequest, token: FromPath[str]) -> Template:
    return page(request, "sign_in/link.html", action=f"/sign-in/one-click/{token}", wanted="", at_once=True)


@post("/sign-in/one-click/{token:str}", opt=embedded())
async def sign_in_by_link_of_the_demonstration(
    request: AnyRequest, world: GivenWorld, token: FromPath[str]
) -> Response[Any]:
    mode = request.app.state.settings.mode
    return await let_in(request, world, await sign_in_by_one_click(world.database, mode, token))


@post("/sign-in/one-click", opt=embedded())
async def sign_in_to_try(request: AnyRequest, world: GivenWorld, form: GivenForm) -> Response[Any]:
    """As one of the people of the demonstration, from the front page."""
    mode = request.app.state.settings.mode
    return await let_in(request, world, await sign_in_as(world.database, mode, AccountId(form.key("account"))))


@post("/sign-out", opt=anyone())
async def sign_out(request: AnyRequest, world: GivenWorld) -> Response[Any]:
    if request.auth:
        await end_session(world.database, request.auth)
    return _without_session(see("/"))


@post("/sign-out/everywhere", opt=signed_in())
async def sign_out_everywhere(request: AnyRequest, world: GivenWorld) -> Response[Any]:
    """Every browser that is signed in: a lost phone, a borrowed machine."""
    await end_all_sessions(world.database, request.user.id)
    return _without_session(see("/"))


async def let_in(request: AnyRequest, world: World, signed_in_as: SignedIn, wanted: str = "") -> Response[Any]:
    """A session of its own for every sign-in; the one before it in this browser ends."""
    if request.auth:
        await end_session(world.database, request.auth)
    token = await start_session(world.database, signed_in_as, world.clock.now())
    answer = see(wanted or await landing(world, signed_in_as.account))
    answer.set_cookie(session_cookie(request.app.state.settings, token))
    return answer


def _without_session(answer: Response[Any]) -> Response[Any]:
    answer.delete_cookie(COOKIE, path="/")
    return answer


ROUTES = (
    show_sign_in,
    ask_to_be_let_in,
    show_sent,
    show_link,
    sign_in,
    show_one_click,
    sign_in_by_link_of_the_demonstration,
    sign_in_to_try,
    sign_out,
    sign_out_everywhere,
)
