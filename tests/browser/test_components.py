"""Every component on one page, in the real browser, under the real content policy."""

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from drawings import EARLIER, FIELDS, SCORES, WEIGHTINGS, answered, figures, profile
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from msgspec.structs import replace
from playwright.sync_api import Page, Route, expect

from domain.scoring.answer import NOT_RELEVANT
from infra.settings import ASSETS
from infra.translation import LANGUAGES, Language, Translator
from services.reports.continuum import Continuum
from services.reports.series import Happened, Moment, Series
from services.reports.small_multiples import Multiple, Multiples
from services.reports.spider import Axis, Spider
from services.reports.waterfall import Part, WaterfallFigure
from services.web.app import environment
from services.web.assets import Assets
from services.web.headers import HEADERS
from services.web.presenting.comparing import FieldOverTime

SITE = "https://samson.example"
THEMES = (
    "Rom for forhandling",
    "Tillit tar tid",
    "Hvem dominerer av gammel vane",
    "Nøytrale møtesteder og tider",
    "Ingen brukes som middel",
    "Begge siders rollevaner",
    "Kommunen blir, i en annen rolle",
    "Innbyggere som likeverdige parter",
    "Makt og roller",
)

pytestmark = pytest.mark.browser


DAYS = (date(2025, 3, 12), date(2025, 6, 11), date(2025, 10, 3), date(2026, 3, 3), date(2026, 11, 23))


def over_time(key: str, title: str, scores: tuple[str | None, ...], **drawn: object) -> Series:
    """The third can't be compared with the second, nor its weighting. A partner joined and two actions were done."""
    weightings = (None,) * len(DAYS) if drawn else figures("8.1", "8.1", "7.4", "7.4", "8.3")
    moments = tuple(
        Moment(day, score, weighting, "andre spørsmål" if place == 2 else None, weighting_apart=place == 2)
        for place, (day, score, weighting) in enumerate(zip(DAYS, figures(*scores), weightings, strict=True))
    )
    happened = tuple(Happened(day, number) for number, day in enumerate((DAYS[1], date(2025, 6, 14), DAYS[3]), start=1))
    return Series(id=f"series-{key}", title=title, moments=moments, happened=happened, **drawn)  # type: ignore[arg-type]


def figures_shown() -> dict[str, object]:
    nine = tuple(
        Axis(label=label, score=score, weighting=weighting, href=f"#question-{index}")
        for index, (label, score, weighting) in enumerate(
            zip(THEMES, figures(*SCORES, None, "9"), figures(*WEIGHTINGS, "8", "7"), strict=True)
        )
    )
    multiple = Multiple(name="3. oktober 2025", scores=figures(*SCORES), weightings=figures(*WEIGHTINGS))
    return {
        "seven": profile(earlier=[EARLIER], href="#field-"),
        "nine": Spider(id="nine", title="Ivaretakelse av likeverdighet", axes=nine),
        "over_time": Multiples(id="over-time", title="Profilen over tid", axes=FIELDS, multiples=(multiple,) * 5),
        "moved": WaterfallFigure(
            id="moved",
            title="Skåren for Kommunikasjon",
            earlier="3. mars 2026",
            later="23. november 2026",
            before=Fraction(5),
            after=Fraction(6),
            parts=(Part("3-1 Faste samtaler", Fraction(2), "#"), Part("3-2 Åpenhet", Fraction(-1), "#")),
        ),
        "one_field": over_time("one", "Kommunikasjon over tid", ("4.2", "5.0", "6.3", None, "7.1")),
        "fields": [
            FieldOverTime(name, over_time(f"{place}", f"{name} over tid, i rad", ("0", "10", None, "6.4", "8.1")))
            for place, name in enumerate(FIELDS)
        ],
        "thickened": over_time(
            "thickened", "Fra tynn til tykk over tid", ("42", "51", "60", "64", "71"), most=100, ends=("Tynn", "Tykk")
        ),
        "apart": answered([7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6], agreed=6),
        "many": replace(answered([5] * 20 + [6] * 9, [5] * 13 + [10, 0, 0]), id="many"),
        "few": replace(answered([7, NOT_RELEVANT], [3, NOT_RELEVANT]), id="few"),
        "thickness": Continuum(id="thickness", title="Tynn eller tykk", thickness=figures("62.3")[0]),
    }


@cache
def gallery(assets: Assets, language: Language) -> str:
    """Made once in each language: every template is compiled for it."""
    templates = environment(assets)
    ours = templates.loader
    assert ours is not None
    templates.loader = ChoiceLoader([ours, FileSystemLoader(Path(__file__).parent)])
    return templates.get_template("gallery.html").render(
        t=Translator(language),
        language=language,
        languages=LANGUAGES,
        account=None,
        place=None,
        path="/",
        csrf_input=Markup('<input type="hidden" name="_csrf_token" value="x">'),
        csrf_token="x",
        **figures_shown(),
    )


@pytest.fixture(scope="session")
def assets() -> Assets:
    return Assets(ASSETS)


@pytest.fixture
def shown(page: Page, assets: Assets) -> Callable[[Language], Page]:
    """The gallery in one language; whatever the browser complains of fails the test."""
    complaints: list[str] = []

    def answer_file(route: Route) -> None:
        asset = assets.find(route.request.url.removeprefix(f"{SITE}/static/{assets.digest}/"))
        assert asset is not None
        route.fulfill(body=asset.content, content_type=asset.kind)

    def show(language: Language) -> Page:
        body = gallery(assets, language)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route(f"{SITE}/static/**", answer_file)
        page.route(f"{SITE}/", lambda route: route.fulfill(body=body, content_type="text/html", headers=dict(HEADERS)))
        page.goto(f"{SITE}/")
        page.evaluate("document.fonts.ready.then(() => true)")
        assert complaints == []
        return page

    return show


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_components_break_no_rule_of_accessibility(
    shown: Callable[[Language], Page], axe: Callable[[Page], None], language: Language
) -> None:
    axe(shown(language))


@pytest.mark.parametrize("width", [320, 390])
def test_nor_on_a_phone_nor_in_the_dark(
    shown: Callable[[Language], Page], axe: Callable[[Page], None], page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark")
    axe(shown("nb"))


def test_what_breaks_a_rule_is_found_on_every_page_that_a_tab_goes_on_to(
    page: Page, axe: Callable[[Page], None]
) -> None:
    sound = '<!doctype html><html lang="nb"><title>Hel</title><main><h1>Hel</h1></main></html>'
    broken = sound.replace("</main>", '<p style="color: #ccc">Blek</p><img src="data:,"></main>')
    page.route(f"{SITE}/sound", lambda route: route.fulfill(body=sound, content_type="text/html"))
    page.route(f"{SITE}/broken", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto(f"{SITE}/sound")
    axe(page)
    for _ in range(2):
        page.goto(f"{SITE}/broken")
        with pytest.raises(AssertionError, match=r"(?s)color-contrast.*image-alt"):
            axe(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_contrast_is_judged_in_the_first_language_and_in_the_nightly_run_in_each(
    page: Page, axe: Callable[[Page], None], spared: Sequence[Language], language: Language
) -> None:
    page.set_content(
        f'<!doctype html><html lang="{language}"><title>Blek</title>'
        '<main><h1>Blek</h1><p style="color: #ccc">Blek</p></main></html>'
    )
    assert language != "nb" or language not in spared
    with nullcontext() if language in spared else pytest.raises(AssertionError, match="color-contrast"):
        axe(page)


@pytest.mark.parametrize("text", ["100%", "200%"])
def test_no_page_scrolls_sideways(shown: Callable[[Language], Page], page: Page, text: str) -> None:
    shown("nn").evaluate("size => { document.documentElement.style.fontSize = size }", text)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_font_is_the_one_that_figures_are_measured_by(shown: Callable[[Language], Page]) -> None:
    assert shown("nb").evaluate("[...document.fonts].some(f => f.family == 'Inter' && f.status == 'loaded')")


@pytest.mark.parametrize("width", [320, 1280])
def test_an_axis_of_the_spider_is_reached_and_followed_by_keyboard(
    shown: Callable[[Language], Page], page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    axis = shown("nb").get_by_role("link", name="Felles mål: skår 6,4 av 10. Vekting 8,1. Endring +0,4").first
    axis.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(axis).to_be_focused()
    expect(axis.locator(".spider-focus")).to_have_css("stroke-width", "3px")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#field-1$"))


def test_labels_are_as_wide_in_the_browser_as_the_layout_took_them_to_be(shown: Callable[[Language], Page]) -> None:
    """Text that is wider than measured could leave the drawing or touch other text."""
    outside = shown("nb").evaluate(
        """() => [...document.querySelectorAll('.for-wide svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []


def test_the_scale_is_answered_from_the_keyboard_and_says_what_its_points_look_like(
    shown: Callable[[Language], Page],
) -> None:
    scale = shown("nb").get_by_role("group", name="Alle rundt bordet kan påvirke når og hvor vi møtes.")
    scale.get_by_role("radio", name="7", exact=True).press("ArrowRight")
    expect(scale.get_by_role("radio", name="8", exact=True)).to_be_checked()
    expect(scale.get_by_role("radio", name="10", exact=True)).to_have_accessible_description(
        "Tid og sted velges slik at alle kan være med, hver gang."
    )
    expect(scale.get_by_role("radio", name="Ikke relevant")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_point_of_the_scale_is_large_enough_for_a_thumb(
    shown: Callable[[Language], Page], page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    points = shown("nb").locator(".scale-point span").all()
    sizes = [box for point in points if (box := point.bounding_box())]
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in sizes)


def test_what_asks_once_more_opens_with_the_keyboard_and_gives_the_focus_back(
    shown: Callable[[Language], Page],
) -> None:
    page = shown("nb")
    page.get_by_role("button", name="Avslutt målingen …").press("Enter")
    dialog = page.get_by_role("dialog", name="Vil dere avslutte målingen?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Avbryt").press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Avslutt målingen …")).to_be_focused()


def test_what_is_to_be_mended_is_in_focus_and_leads_to_its_field(shown: Callable[[Language], Page]) -> None:
    page = shown("nb")
    summary = page.get_by_role("link", name="Skriv hva samarbeidet heter.")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    summary.press("Enter")
    expect(page).to_have_url(re.compile("#name$"))
    expect(page.get_by_label("Hva heter samarbeidet?")).to_have_accessible_description("Skriv hva samarbeidet heter.")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(shown: Callable[[Language], Page]) -> None:
    page = shown("nb")
    page.evaluate("document.activeElement.blur()")
    skip = page.get_by_role("link", name="Hopp til innholdet")
    skip.focus()
    skip.press("Enter")
    expect(page.locator("main")).to_be_focused()
