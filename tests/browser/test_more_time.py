"""The page on which a group gets more time, also when what was typed is refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from tests.running_site import Site
from tests.support.guests import open_round
from tests.support.tabs import press, tab_of, too_wide
from tests.support.towns import Town, found_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return found_town(site, "Lengeby")


@pytest.fixture(scope="module")
def more_time(town: Town) -> str:
    guests = open_round(town, town.collaborate("Verkstedet"))
    town.show()
    return f"{town.site.address}{town.home}/measurements/{guests.measurement}/more-time"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_what_to_do_and_can_be_used_by_everyone(
    browser: Chromium, site: Site, town: Town, more_time: str, axe: Callable[[Page], None], language: Language
) -> None:
    t = Translator(language)
    with tab_of(browser, site, town.administrator, language=language) as page:
        page.goto(more_time)
        press(page, "Enter", "button", t("campaign.more-time"))
        expect(page.get_by_role("main")).to_contain_text(t("campaign.more-time.unreadable"))
        axe(page)
        assert too_wide(page) == []
