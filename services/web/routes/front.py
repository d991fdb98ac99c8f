"""The pages that everybody may read: the front page, how scores are computed, privacy; and the language."""

from fractions import Fraction
from typing import Final

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Template

from infra.accounts.one_click import people_to_try
from infra.translation.catalogue import LANGUAGES
from services.reports.overall_profile import field_labels
from services.reports.spider import Axis, Spider
from services.web.access import anyone
from services.web.given import GivenForm, GivenWorld
from services.web.local_paths import local_path
from services.web.pages import LANGUAGE_COOKIE, AnyRequest, page, see, translator_of
from services.web.presenting.people_to_try import describe

EXAMPLE: Final = ((7, 8), (6, 9), (8, 8), (4, 7), (6, 6), (7, 5), (5, 7))
"""Score and weighting of each field: invented, and the page says so."""

YEAR: Final = 365 * 24 * 60 * 60


@get("/", opt=anyone())
async def show_front_page(request: AnyRequest, world: GivenWorld) -> Template:
    t = translator_of(request)
    labels = field_labels(world.instruments.newest()[0], t.language)
    axes = tuple(
        Axis(label=label, score=Fraction(score), weighting=Fraction(weighting))
        for label, (score, weighting) in zip(labels, EXAMPLE, strict=True)
    )
    embedded = request.app.state.settings.mode == "embedded"
    return page(
        request,
        "front.html",
        example=Spider(id="example", title=t("front.example.title"), axes=axes),
        people=await describe(world, await people_to_try(world.database)) if embedded else [],
    )


@get("/method", opt=anyone())
async def show_method(request: AnyRequest) -> Template:
    return page(request, "method.html")


@get("/privacy", opt=anyone())
async def show_privacy(request: AnyRequest) -> Template:
    return page(request, "privacy.html")


@post("/language", opt=anyone())
async def choose_language(request: AnyRequest, form: GivenForm) -> Response[object]:
    """An unknown language changes nothing."""
    answer = see(local_path(form.text("next"), "/"))
    chosen = form.text("language")
    if chosen in LANGUAGES:
        answer.set_cookie(
            Cookie(
                key=LANGUAGE_COOKIE,
                value=chosen,
                max_age=YEAR,
                httponly=True,
                secure=request.app.state.settings.base_url.startswith("https://"),
                samesite="lax",
                path="/",
            )
        )
    return answer


ROUTES = (show_front_page, show_method, show_privacy, choose_language)
