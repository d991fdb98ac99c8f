"""The national pages in a real browser: accessible whether much is published or little, and read by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from domain.ids import KS
from domain.national.groups import kind_of
from domain.national.quarter import Quarter
from domain.national.release import WITHHELD, Release
from infra.national.papers import keep_paper
from infra.translation import LANGUAGES, Language, Translator
from projections.releases.queries import published_releases
from services.simulation.shipping import shipped
from services.web.presenting.national.method import PARTS
from tests.running_site import Site, opened_site
from tests.support.releases import publish_release
from tests.support.tabs import press, too_wide

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

METHOD = "/national/method"

PATHS = (
    "/national",
    "/national/groups",
    "/national/groups/kostra:15",
    "/national/groups/theme:work_inclusion",
    "/national/releases",
    "/national/releases/2025K4/v1",
)
"""Of the simulated country: whole, with a few figures, with none, and where most is withheld."""


def thinned(release: Release) -> Release:
    """The quarter before, of which a third of the figures of places is published, and none of the others."""
    kept = {
        group: {
            variable: figure if place % 3 == 0 and kind_of(group) in {"country", "county", "size"} else WITHHELD
            for place, (variable, figure) in enumerate(figures.items())
        }
        for group, figures in release.figures.items()
    }
    return replace(release, quarter=Quarter(2025, 4), figures=kept)


@pytest.fixture(scope="module")
def empty(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Of its own: what is published of the country is the same for everybody on a site."""
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(empty: Site) -> Site:
    *_, played = shipped()
    real = played.published.release
    for release in (thinned(real), real, replace(real, version=2)):
        empty.run(publish_release(empty.database, empty.world.log, release))
    return empty


@pytest.fixture
def look(browser: Browser) -> Iterator[Open]:
    """`look(site, "/national", "nn")` in one tab."""
    tabs: dict[tuple[Language, int], Page] = {}

    def open_page(site: Site, path: str, language: Language = "nb", width: int = 1280) -> Page:
        if (language, width) not in tabs:
            viewport: ViewportSize = {"width": width, "height": 900}
            context = browser.new_context(viewport=viewport, extra_http_headers={"accept-language": language})
            tabs[language, width] = context.new_page()
        page = tabs[language, width]
        page.goto(f"{site.address}{path}")
        return page

    yield open_page
    for page in tabs.values():
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_published_the_pages_are_accessible_too(
    empty: Site, look: Open, axe: Callable[[Page], None], language: Language
) -> None:
    for path in ("/national", "/national/groups", "/national/releases"):
        page = look(empty, path, language)
        expect(page.get_by_role("heading", name=Translator(language)("national.nothing.title"))).to_be_visible()
        axe(page)
        assert too_wide(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    nation: Site, look: Open, usable: Callable[[Page], None], language: Language
) -> None:
    for path in PATHS:
        page = look(nation, path, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        usable(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_can_the_page_about_method_on_a_phone_too(
    nation: Site, look: Open, axe: Callable[[Page], None], language: Language
) -> None:
    for width in (1280, 390):
        page = look(nation, METHOD, language, width)
        expect(page.locator("html")).to_have_attribute("lang", language)
        axe(page)
    assert too_wide(page) == []


def test_no_rule_is_broken_with_all_the_figures_unfolded(nation: Site, look: Open, axe: Callable[[Page], None]) -> None:
    page = look(nation, "/national/groups/county:11")
    page.get_by_text("Alle tallene, med median og kvartiler").click()
    expect(page.get_by_role("table", name="Skår per handlingsfelt, alle tall")).to_be_visible()
    axe(page)


def test_by_keyboard_one_comes_from_an_axis_to_its_figure_and_from_a_group_to_another_release(
    nation: Site, look: Open
) -> None:
    page = look(nation, "/national")
    axis = page.locator(".for-wide a.spider-axis").first
    axis.focus()
    expect(axis).to_be_focused()
    axis.press("Enter")
    page.wait_for_url("**/national/figures/score:equality")
    page.goto(f"{nation.address}/national/groups")
    press(page, "Enter", "link", "Rogaland")
    page.wait_for_url("**/national/groups/county:11")
    page.get_by_label("Utgivelse", exact=True).select_option("2025K4v1")
    press(page, "Enter", "button", "Vis utgivelsen")
    page.wait_for_url("**/national/groups/county:11?release=2025K4v1")
    press(page, "Enter", "link", "Oversikt")
    page.wait_for_url("**/national?release=2025K4v1")


def test_a_language_that_is_chosen_is_kept_in_the_address_and_the_release_too(nation: Site, look: Open) -> None:
    page = look(nation, "/national/releases/2025K4/v1")
    press(page, "Enter", "link", "English")
    page.wait_for_url("**/national/releases/2025K4/v1?lang=en")
    press(page, "Enter", "link", "Groups")
    page.wait_for_url("**/national/groups?**")
    expect(page.get_by_role("heading", name="Groups of municipalities")).to_be_visible()
    expect(page).to_have_url(f"{nation.address}/national/groups?lang=en&release=2025K4v1")


def test_the_keyboard_leads_from_the_contents_of_the_page_about_method_to_a_part(nation: Site, look: Open) -> None:
    page = look(nation, METHOD)
    page.get_by_role("navigation", name="På denne siden").get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{PARTS[-1]}")).to_be_in_viewport()


def test_why_something_is_missing_is_a_click_away(nation: Site, look: Open) -> None:
    page = look(nation, "/national/releases/2025K4/v1")
    press(page, "Enter", "link", "Hvorfor mangler noe?")
    expect(page.get_by_role("heading", name="Hvorfor mangler noe?")).to_be_in_viewport()


def test_where_a_paper_will_be_its_link_comes_by_itself_and_is_told(nation: Site, look: Open) -> None:
    """Whatever is answered in between: nobody did anything that could have failed."""
    asked: list[int] = []

    def answer(route: Route) -> None:
        asked.append(len(asked))
        if asked[-1]:
            route.continue_()
        else:
            route.fulfill(status=503, content_type="text/html", body="<h1>Overloaded</h1>")

    page = look(nation, "/national/method")
    page.route("**/national/papers/2025K4v1?*", answer)
    try:
        page.goto(f"{nation.address}/national/releases/2025K4/v1")
        with page.expect_response(lambda one: "/national/papers/" in one.url and one.status == 204):
            pass
        files = page.get_by_role("list").filter(has_text="Rapporten (PDF) skrives ut")
        expect(files).to_have_attribute("aria-live", "polite")
        nation.run(kept(nation, "2025K4", "nb"))
        link = page.get_by_role("link", name="PDF, 4. kvartal 2025, versjon 1")
        expect(link).to_be_visible(timeout=60_000)
        expect(page.get_by_text("skrives ut")).to_have_count(0)
        expect(page.get_by_text("Overloaded")).to_have_count(0)
    finally:
        page.unroute("**/national/papers/2025K4v1?*")


async def kept(site: Site, quarter: str, language: Language) -> None:
    async with site.world.releases.reading(KS) as connection:
        release = next(one for one in await published_releases(connection) if str(one.quarter) == quarter)
    async with site.world.database.tenant(KS) as connection:
        await keep_paper(connection, release.release_sha256, language, b"%PDF-1.7", site.world.clock.now())
