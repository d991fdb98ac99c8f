"""What every national page begins and ends with: which release is looked at, and how the page is sent.

The same for whoever asks: the account is read for the head of the page alone. Without a cookie the answer depends on
its address and on the languages that the browser wants, and anybody may keep it for five minutes.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

from litestar import HttpMethod, Response, route

from domain.national.quarter import Quarter
from infra.translation.catalogue import LANGUAGES, Language
from projections.releases.queries import PublishedVersion
from services.application.instruments import offered
from services.application.world import World
from services.reports.national_figures.writing import band, quartiles, said, said_change, share, share_change
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.words import LICENCE, Words
from services.web.access import public
from services.web.pages import AnyRequest, language_of, page, translator_in
from services.web.place import NotFound
from services.web.presenting.national.frame import (
    LANG,
    RELEASE,
    Nation,
    Part,
    addressed,
    name_of,
    wanted,
)
from services.web.routes.national.answering import NEWEST, sent
from services.web.session import account_of

MEDIA_TYPE: Final = "text/html; charset=utf-8"

OWN: Final = "private, no-cache"
"""Of who comes with a cookie: their name may be on the page."""

VARIES: Final = "Cookie, Accept-Language"

read = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt=public())


def language_asked(request: AnyRequest) -> Language:
    """As the address says, else as for every page. Raises `NotFound` for a language that there is not."""
    code = request.query_params.get(LANG)
    if code is None:
        return language_of(request)
    if code not in LANGUAGES:
        raise NotFound
    found: Language = code
    return found


async def nation_of(
    request: AnyRequest, world: World, published: PublishedIssues, version: PublishedVersion | None = None
) -> Nation | None:
    """The release that the address asks for, or `version`; the newest where it says nothing, `None` before any.

    Raises `NotFound` for a release that is not published.
    """
    versions = await published.versions()
    asked = {name: request.query_params[name] for name in (RELEASE, LANG) if name in request.query_params}
    one = version
    if one is None and RELEASE in asked:
        one = wanted(asked[RELEASE], versions)
        if one is None:
            raise NotFound
    if one is None and not versions:
        return None
    one = one or versions[0]
    if version is not None:
        asked[RELEASE] = name_of(version)
    (issue,) = await published.issues([one])
    return Nation(versions=versions, version=one, issue=issue, words=await _words(request, world), asked=asked)


async def nothing_yet(request: AnyRequest, world: World, part: Part) -> Response[bytes]:
    """Before anything is published: what will be here, and when it can come at the earliest."""
    quarter = Quarter.of(world.clock.now())
    return await shown_without_release(request, world, part, "national/nothing.html", quarter=quarter)


async def shown_without_release(
    request: AnyRequest, world: World, part: Part, template: str, **context: object
) -> Response[bytes]:
    """A page that says the same before anything is published; its template is told that `nation` is `None`."""
    words = await _words(request, world)
    asked = {LANG: request.query_params[LANG]} if LANG in request.query_params else {}
    told = {"nation": None, "part": part, "words": words, "navigation": _navigation(part, asked, words), **context}
    return await _sent(request, world, template, told)


async def shown(
    request: AnyRequest, world: World, nation: Nation, part: Part, template: str, **context: object
) -> Response[bytes]:
    """`part` is where in the navigation the page stands."""
    navigation = _navigation(part, nation.asked, nation.words)
    told = {"nation": nation, "part": part, "words": nation.words, "navigation": navigation, **context}
    return await _sent(request, world, template, told)


def _navigation(part: Part, asked: Mapping[str, str], words: Words) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is where the page stands."""
    return [(words.t(f"national.part.{one}"), addressed(one.path, asked), one is part) for one in Part]


async def _words(request: AnyRequest, world: World) -> Words:
    instrument, _ = await offered(world)
    return Words(translator_in(language_asked(request)), instrument)


async def _sent(request: AnyRequest, world: World, template: str, context: dict[str, Any]) -> Response[bytes]:
    language = language_asked(request)
    filled = page(
        request,
        template,
        **{
            "t": translator_in(language),
            "language": language,
            "account": await account_of(world, request),
            "address": _without_language(request),
            "band": band,
            "base_url": request.app.state.settings.base_url,
            "licence": LICENCE,
            "quartiles": quartiles,
            "said": said,
            "said_change": said_change,
            "share": share,
            "share_change": share_change,
            **context,
        },
    )
    engine: Any = request.app.template_engine
    content = engine.get_template(template).render(filled.create_template_context(request)).encode()
    answer = sent(request, content, MEDIA_TYPE, OWN if request.cookies else NEWEST)
    answer.headers["vary"] = VARIES
    answer.headers["content-language"] = language
    return answer


def _without_language(request: AnyRequest) -> str:
    """This page's address, for whoever wants to read it in another language."""
    said = parse_qsl(request.url.query, keep_blank_values=True)
    return addressed(request.url.path, [(name, value) for name, value in said if name != LANG])
