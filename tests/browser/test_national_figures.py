"""The pages of single national figures in a real browser: of several quarters, with much of them withheld."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.translation import LANGUAGES, Language
from services.reports.national_figures.tile_map import PLACES
from tests.running_site import Site, opened_site
from tests.support.nations import country_over
from tests.support.releases import publish_release

pytestmark = pytest.mark.browser

PAGES = (
    "/national/figures",
    "/national/figures/score:equality",
    "/national/figures/actions-by-cell:known_more?group=county:18",
    "/national/map",
    "/national/compare",
    "/national/compare?first=2025K1v1&second=2025K4v2&group=county:18",
    "/national/compare?first=2025K4v1&second=2025K4v2",
    "/national/compare?first=2026K1v1&second=2026K1v1",
)


@pytest.fixture(scope="module")
def nation(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    with opened_site(cluster_url, redis_url) as opened:
        for release in country_over():
            opened.run(publish_release(opened.database, opened.world.log, release))
        yield opened


@pytest.fixture
def tab(nation: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(language: Language = "nb", width: int = 1280, *, dark: bool = False) -> Page:
        contexts.append(
            browser.new_context(
                base_url=nation.address,
                viewport={"width": width, "height": 900},
                extra_http_headers={"accept-language": language},
                color_scheme="dark" if dark else "light",
                # What is unfolded is there at once: half open, a link is half hidden and too small to be hit.
                reduced_motion="reduce",
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(90_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def unfolded(page: Page) -> Page:
    """Everything that is folded together is there to be judged too."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    tab: Callable[..., Page], usable: Callable[[Page], None], language: Language
) -> None:
    page = tab(language)
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        usable(unfolded(page))


def test_none_breaks_a_rule_of_accessibility_on_a_dark_ground(
    tab: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = tab(dark=True)
    for path in ("/national/figures/score:equality", "/national/map"):
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_each_county_of_the_map_is_reached_by_the_keyboard_in_the_order_of_the_table(
    tab: Callable[..., Page], width: int
) -> None:
    """Of the two drawings only the one that is seen."""
    page = tab(width=width)
    page.goto("/national/map")
    page.locator(".tile:visible").first.focus()
    reached = []
    for _ in PLACES:
        reached.append(page.evaluate("document.activeElement.querySelector('title').textContent.split(':')[0]"))
        page.keyboard.press("Tab")
    _, *counties = page.locator("table th[scope=row] a").all_inner_texts()
    assert reached == counties


def test_a_tile_says_its_county_and_number_and_leads_to_the_county(tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto("/national/map")
    number = page.locator("tr", has_text="Agder").locator("td").first.inner_text()
    tile = page.get_by_role("link", name=f"Agder: {number}", exact=True)
    tile.focus()
    expect(tile).to_be_focused()
    tile.press("Enter")
    page.wait_for_url("**/national/groups/county:42")
    page.go_back()
    expect(page.get_by_role("link", name="Innlandet: offentliggjøres ikke", exact=True)).to_be_visible()


def test_a_reader_goes_from_a_figure_to_another_one_and_to_a_group_of_it(tab: Callable[..., Page]) -> None:
    page = tab(width=390)
    page.goto("/national/figures/score:equality")
    page.get_by_text("Velg et annet tall").press("Enter")
    page.get_by_role("link", name="Demokrati", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vekting: Demokrati")
    page.get_by_role("link", name="Agder", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Agder over tid")).to_be_visible()


def test_a_reader_chooses_two_releases(tab: Callable[..., Page]) -> None:
    page = tab(width=390)
    page.goto("/national/compare")
    page.get_by_label("Den ene utgivelsen").select_option(label="4. kvartal 2025, versjon 1")
    page.get_by_label("Den andre utgivelsen").select_option(label="4. kvartal 2025, versjon 2")
    page.get_by_role("button", name="Sammenlign").press("Enter")
    expect(page.get_by_role("heading", name="Hva som er rettet")).to_be_visible()
    expect(page.get_by_label("Den ene utgivelsen")).to_have_value("2025K4v1")
