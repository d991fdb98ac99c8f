"""A series over two versions of the instrument, in a real browser: what can't be compared is told to everyone."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from domain.collaboration.decisions import AddPartner
from domain.ids import PartnerId
from domain.sectors import Sector
from infra.translation import LANGUAGES, Translator
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.towns import found_town, session_of

pytestmark = pytest.mark.browser

MARKED = ("collaboration", "profile", "moved", "compare")


class Series:
    """Measured with version 1, and with version 2 when a partner had joined; the reader is the administrator."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town = found_town(site, "Vesterby")
        collaboration = self.town.collaborate("Verftet møteplass")
        questions = self.town.world.instruments.by_version("samson", 1).instrument.questions
        answers = {one: (4 + 3 * place) % 10 for place, one in enumerate(questions)}
        first = self.town.measure(collaboration, answers, version=1)
        join = AddPartner(partner=PartnerId(uuid4()), name="Frivilligsentralen i Vesterby", sector=Sector.VOLUNTARY)
        self.town.partner(collaboration, join)
        sectors = {Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 2, Sector.VOLUNTARY: 1}
        second = self.town.measure(collaboration, 6, version=2, weight=7, attendance=sectors)
        self.town.show()
        home = f"{site.address}{self.town.home}"
        self.pages = {
            "collaboration": f"{home}/collaborations/{collaboration}",
            "profile": f"{home}/measurements/{second}/profile",
            "field": f"{home}/measurements/{second}/fields/communication",
            "moved": f"{home}/measurements/{second}/moved?since={first}",
            "rescored": f"{home}/measurements/{first}/rescored?version=2",
            "compare": f"{home}/collaborations/{collaboration}/compare",
            "one of them alone": f"{home}/collaborations/{collaboration}/compare?measurement={first}",
        }

    def signed_in(self, chromium: Chromium, language: str = "nb") -> BrowserContext:
        """Without motion: what is still opening covers what is in it, and axe would find it too small to hit."""
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        session = session_of(self.site, self.town.administrator)
        cookies = {COOKIE: session, LANGUAGE_COOKIE: language}
        context.add_cookies([{"name": key, "value": text, "url": self.site.address} for key, text in cookies.items()])
        return context


@pytest.fixture(scope="module")
def series(site_with_versions: Site) -> Series:
    return Series(site_with_versions)


def opened(page: Page) -> None:
    """With what stands behind the mark, the tables of the series, and the questions of each field."""
    page.evaluate(
        "document.querySelectorAll('.comparability, .series-grid details, .comparing-questions')"
        ".forEach(one => { one.open = true })"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    browser: Chromium, series: Series, axe: Callable[[Page], None], usable: Callable[[Page], None], language: str
) -> None:
    with series.signed_in(browser, language) as context:
        page = context.new_page()
        for address in series.pages.values():
            page.goto(address)
            axe(page)
            opened(page)
            usable(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_opens_by_the_keyboard_and_says_why(browser: Chromium, series: Series, language: str) -> None:
    t = Translator(language)
    with series.signed_in(browser, language) as context:
        page = context.new_page()
        for name in MARKED:
            page.goto(series.pages[name])
            why = page.get_by_role("heading", name=t("comparability.partners"), exact=True)
            expect(why).to_be_hidden()
            page.locator("summary", has_text=t("comparability.badge")).focus()
            page.keyboard.press("Enter")
            expect(why).to_be_visible()


def test_from_the_profile_to_the_earlier_measurement_re_scored(browser: Chromium, series: Series) -> None:
    with series.signed_in(browser) as context:
        page = context.new_page()
        page.goto(series.pages["moved"])
        page.get_by_role("link", name="regnet på nytt med versjon 3").press("Enter")
        page.wait_for_url("**/rescored?version=3")
        page.get_by_role("combobox").select_option("2")
        page.get_by_role("button", name="Vis", exact=True).click()
        page.wait_for_url("**/rescored?version=2")
        expect(page.get_by_role("heading", name="Regnet på nytt med versjon 2")).to_be_visible()


def test_measurements_are_chosen_and_compared_by_the_keyboard(browser: Chromium, series: Series) -> None:
    with series.signed_in(browser) as context:
        page = context.new_page()
        page.goto(series.pages["one of them alone"])
        expect(page.get_by_role("heading", name="Velg én måling til")).to_be_visible()
        page.get_by_role("checkbox").first.press("Space")
        page.get_by_role("button", name="Sammenlign").press("Enter")
        expect(page.get_by_role("heading", name="Over hverandre")).to_be_visible()
        expect(page).to_have_url(re.compile("(.*measurement=){2}"))
        table = page.get_by_role("group", name="Forankring over tid")
        expect(table).to_be_hidden()
        page.locator("summary", has_text="Forankring over tid").press("Enter")
        expect(table).to_be_visible()
