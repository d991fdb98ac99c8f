"""Rendering a page: the reader's language, who they are, and where."""

from typing import Any, Final

from litestar import Request
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from infra.identity import new_stream_id
from infra.translation.catalogue import LANGUAGES, Language
from infra.translation.translator import Translator
from services.application.world import Caller, World
from services.application.writing import Written

LANGUAGE_COOKIE: Final = "samson-language"
CSRF_COOKIE: Final = "samson-csrf"

_TRANSLATORS: Final = {language: Translator(language) for language in LANGUAGES}

AnyRequest = Request[Any, Any, Any]

UNTOUCHED: Final[dict[str, Any]] = {"typed": {}, "errors": {}, "refusal": None}
"""What the page of a form is told before anybody has typed in it."""


def language_of(request: AnyRequest) -> Language:
    """As chosen, else as the browser prefers, else bokmål."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for wanted in request.headers.get("accept-language", "").split(","):
        code = wanted.split(";")[0].strip().lower().split("-")[0]
        if code == "no":
            return "nb"
        if code in LANGUAGES:
            return code
    return "nb"


def language_in_address(request: AnyRequest) -> Language:
    """As the address asks with `lang`, where there is that language; else as for every page."""
    asked = request.query_params.get("lang")
    return asked if asked in LANGUAGES else language_of(request)


def translator_of(request: AnyRequest) -> Translator:
    return translator_in(language_of(request))


def translator_in(language: Language) -> Translator:
    return _TRANSLATORS[language]


class Page(Template):
    """A template whose forms carry the token that proves where they came from, also on pages of refusals."""

    def create_template_context(self, request: AnyRequest) -> dict[str, Any]:
        context = super().create_template_context(request)
        given = ScopeState.from_scope(request.scope).csrf_token
        token = given if isinstance(given, str) else request.cookies.get(CSRF_COOKIE, "")
        csrf_input = Markup('<input type="hidden" name="_csrf_token" value="{}">').format(token)
        return context | {"csrf_input": csrf_input, "csrf_token": token}


def page(request: AnyRequest, template: str, *, status: int = 200, **context: object) -> Template:
    """A whole page. Every form on it gets a fresh `command_id`, so that a double click counts once."""
    return Page(
        template_name=template,
        context={
            "t": translator_of(request),
            "language": language_of(request),
            "languages": LANGUAGES,
            "account": request.scope.get("user"),
            "place": request.state.get("place"),
            "path": request.url.path,
            "command_id": new_stream_id(),
            "new_id": new_stream_id,
            "embedded": request.app.state.settings.mode == "embedded",
            **context,
        },
        status_code=status,
    )


def part_of_page(request: AnyRequest, template: str) -> Any:
    """A template that is filled outside of any request, for what is sent to pages that are open."""
    engine: Any = request.app.template_engine
    return engine.get_template(template)


def see(address: str) -> Redirect:
    """After a write: the address of the page to look at now."""
    return Redirect(address, status_code=HTTP_303_SEE_OTHER)


async def see_written(world: World, caller: Caller, written: Written, address: str) -> Redirect:
    """`see`, once the read models show the writer's own change."""
    return see(await shown_at(world, caller, written, address))


async def shown_at(world: World, caller: Caller, written: Written, address: str) -> str:
    """`address`, once its page shows the change; with the position that it still has to reach, if that takes long."""
    if written.position is None or await world.read_models.wait_for(caller.tenant, written.position):
        return address
    path, hash_, fragment = address.partition("#")
    separator = "&" if "?" in path else "?"
    return f"{path}{separator}position={written.position}{hash_}{fragment}"
