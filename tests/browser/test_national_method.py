"""The page about method in a real browser: readable by everybody, on any screen, and one press from part to part."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from services.web.presenting.national.method import PARTS
from tests.running_site import Site, opened_site
from tests.support.releases import hand_made, publish_release
from tests.support.tabs import too_wide

METHOD = "/national/method"


@pytest.fixture(scope="module")
def nation(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    with opened_site(cluster_url, redis_url) as opened:
        opened.run(publish_release(opened.database, opened.world.log, hand_made()))
        yield opened


@pytest.fixture
def look(nation: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    tabs: list[Page] = []

    def open_page(language: Language = "nb", width: int = 1280) -> Page:
        tabs.append(browser.new_page(viewport={"width": width, "height": 900}))
        tabs[-1].goto(f"{nation.address}{METHOD}?lang={language}")
        return tabs[-1]

    yield open_page
    for tab in tabs:
        tab.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_breaks_no_rule_of_accessibility(
    look: Callable[..., Page], axe: Callable[[Page], None], language: Language
) -> None:
    for width in (1280, 390):
        page = look(language, width)
        expect(page.locator("html")).to_have_attribute("lang", language)
        axe(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_never_scrolls_sideways(look: Callable[..., Page], language: Language) -> None:
    assert too_wide(look(language, 320)) == []


def test_the_keyboard_leads_from_the_contents_to_a_part(look: Callable[..., Page]) -> None:
    page = look()
    page.get_by_role("navigation", name="På denne siden").get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{PARTS[-1]}")).to_be_in_viewport()
