"""In a real browser: us and the nation, with all that is folded away unfolded by the keyboard."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.translation import LANGUAGES
from tests.running_site import Site
from tests.support.releases import hand_made, publish_release
from tests.support.tabs import tab_of
from tests.support.towns import Town, found_town

pytestmark = pytest.mark.browser

QUARTERS = ("2016K1", "2016K2", "2016K3")


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    """A municipality that measured in two of three quarters of which figures are published."""
    found = found_town(site, "Stavanger", "1103")
    for month, score in ((2, 4), (8, 7)):
        then = found.at(datetime(2016, month, 3, tzinfo=UTC))
        collaboration = then.collaborate("Frivillighetens hus og møteplassen ved elva")
        measurement = then.measure(collaboration, score, close=False)
        then.suggest(collaboration, measurement, "Åpne oftere")
        then.close(measurement)
    for quarter, base in zip(QUARTERS, ("4.2", "5.0", "6.9"), strict=True):
        site.run(publish_release(site.database, site.world.log, hand_made(quarter, base=base)))
    found.show()
    return found


@pytest.fixture
def opened(site: Site, town: Town, browser: Browser) -> Iterator[Callable[..., Page]]:
    with ExitStack() as tabs:

        def open_page(language: str = "nb", width: int = 1280) -> Page:
            page = tabs.enter_context(tab_of(browser, site, town.administrator, language=language, width=width))
            page.goto(f"{site.address}{town.home}/nation?quarter={QUARTERS[-1]}")
            return page

        yield open_page


def unfold(page: Page) -> None:
    """Each by the keyboard, also what shows only when another one is open.

    What has just been opened takes the focus from the next frame on. A key that comes before it would go to the fold
    around it and close that, so it is waited for as the eye does.
    """
    for details in page.locator("details").all():
        summary = details.locator("> summary")
        expect(summary).to_be_visible()
        summary.press("Enter")
        expect(summary).to_be_focused()
        expect(details).to_have_attribute("open", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_it_holds_can_be_used_by_everyone(
    opened: Callable[..., Page], usable: Callable[[Page], None], language: str
) -> None:
    page = opened(language)
    unfold(page)
    usable(page)


def test_a_quarter_is_chosen_by_the_keyboard_and_the_reasons_of_a_number_are_one_step_away(
    opened: Callable[..., Page],
) -> None:
    page = opened(width=390)
    page.get_by_label("Kvartal", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dere har ingen tall for 2. kvartal 2016")).to_be_visible()
    page.get_by_role("link", name="Se 3. kvartal 2016").press("Enter")
    why = page.locator("summary").filter(has_text="Hvorfor: 1 måling bak tallene").first
    why.press("Enter")
    page.get_by_role("link", name="Frivillighetens hus og møteplassen ved elva").first.press("Enter")
    page.wait_for_url("**/profile")


def test_the_drawings_stand_in_the_models_order_and_the_table_has_the_same(opened: Callable[..., Page]) -> None:
    page = opened()
    drawn = page.locator("section[aria-labelledby=scores] .for-wide svg .spider-label").all_text_contents()
    rows = page.locator("section[aria-labelledby=scores] table").first.locator("tbody th").all_inner_texts()
    assert len(rows) == 7
    assert " ".join(drawn) == " ".join(rows)
