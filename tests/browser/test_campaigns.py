"""A campaign from its plan to its end in a real browser: the dates come by themselves, and nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from domain.civil_time import moment_of
from domain.planning.usual import usual_plan
from infra.translation import Translator
from tests.running_site import Site
from tests.support.tabs import press, tab_of
from tests.support.towns import Town, found_town

pytestmark = pytest.mark.browser

T = Translator("nb")

FIRST = moment_of(usual_plan(datetime.now(UTC)).first)
"""What the form suggests."""


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    town = found_town(site, "Kampanjevik")
    town.collaborate("Verftet")
    town.show()
    return town


@pytest.fixture(scope="module")
def tab(browser: Chromium, site: Site, town: Town) -> Iterator[Page]:
    """The same one all along, as the tests of this file are one life."""
    with tab_of(browser, site, town.administrator) as page:
        yield page


def dates(page: Page) -> Locator:
    return page.get_by_role("region", name="Datoene dette fører til").get_by_role("listitem")


def test_the_dates_follow_what_is_chosen_before_anything_is_saved(tab: Page, site: Site, town: Town) -> None:
    head = site.run(town.world.log.head(town.workspace.tenant))
    tab.goto(f"{site.address}{town.home}/campaigns")
    tab.get_by_role("link", name="Planlegg en kampanje").click()
    expect(dates(tab)).to_have_count(8)
    expect(dates(tab).first).to_contain_text(T.weekday_moment(FIRST))
    tab.get_by_label("Åpen i hvor mange dager?").fill("14")
    tab.get_by_label("Åpen i hvor mange dager?").press("Tab")
    expect(dates(tab).first).to_contain_text(f"Lukkes {T.weekday_moment(FIRST + timedelta(days=14))}")
    tab.get_by_label("Hvor ofte?").select_option("once")
    expect(dates(tab)).to_have_count(1)
    tab.get_by_label("Hvor ofte?").select_option("quarterly")
    expect(dates(tab)).to_have_count(8)
    assert site.run(town.world.log.head(town.workspace.tenant)) == head


def test_a_wrong_form_keeps_what_was_typed_and_says_where(tab: Page, axe: Callable[[Page], None]) -> None:
    tab.get_by_label("Navn på kampanjen").fill("Hvert kvartal")
    tab.get_by_label("Bare de vi velger").check()
    press(tab, "Enter", "button", "Lagre kampanjen")
    expect(tab.locator(".ds-error-summary")).to_contain_text("Ingen samarbeid er valgt")
    expect(tab.get_by_label("Navn på kampanjen")).to_have_value("Hvert kvartal")
    expect(tab.get_by_label("Åpen i hvor mange dager?")).to_have_value("14")
    axe(tab)
    tab.get_by_label("Verftet").check()
    press(tab, "Enter", "button", "Lagre kampanjen")
    tab.wait_for_url(re.compile("/campaigns/[0-9a-f-]{36}$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Hvert kvartal")
    expect(tab.get_by_role("region", name="Planen")).to_contain_text("Verftet")


def test_a_round_is_skipped_with_a_reason_and_opened_after_all(tab: Page) -> None:
    day = T.weekday_moment(FIRST)
    one = tab.get_by_role("region", name="Runder som kommer").get_by_role("listitem").first
    one.get_by_text("Hopp over").first.click()
    press(tab, "Enter", "button", f"Hopp over runden: {day}")
    expect(tab.locator(".ds-error-summary")).to_be_visible()
    one.get_by_label("Hvorfor?").fill("Vi venter på budsjettet")
    press(tab, "Enter", "button", f"Hopp over runden: {day}")
    expect(one).to_contain_text("Denne runden hopper dere over. Vi venter på budsjettet")
    press(tab, "Enter", "button", f"Åpne likevel: {day}")
    expect(one).not_to_contain_text("Vi venter på budsjettet")


def test_it_is_paused_goes_on_and_ends_with_reasons(tab: Page) -> None:
    tab.get_by_text("Sett på pause").click()
    tab.get_by_label("Hvorfor?").locator("visible=true").fill("Omorganisering")
    press(tab, "Enter", "button", "Sett kampanjen på pause")
    expect(tab.get_by_text("Omorganisering")).to_be_visible()
    press(tab, "Enter", "button", "Fortsett kampanjen")
    expect(tab.get_by_text("Omorganisering")).to_have_count(0)
    tab.get_by_text("Avslutt for godt").click()
    tab.get_by_label("Hvorfor?").locator("visible=true").fill("Prosjektet er over")
    press(tab, "Enter", "button", "Avslutt kampanjen")
    expect(tab.get_by_text("Kampanjen er avsluttet")).to_be_visible()
    expect(tab.get_by_role("button", name="Hopp over runden")).to_have_count(0)
