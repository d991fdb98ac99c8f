"""Why a figure is as it is and why it moved, in a real browser: readable for everyone, and one click away."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from domain.ids import MeasurementId
from domain.workspace.events import Role
from infra.translation import LANGUAGES
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.towns import Person, Town, found_town, session_of

pytestmark = pytest.mark.browser

PAGES = ("/why/score.equality", "/why/importance.1-1", "/why/gap.1-1", "/why/thickness", "/moved", "/rescored")


class Measured:
    """A measurement that was closed, after an earlier one."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town: Town = found_town(site)
        self.leader: Person = self.town.join(Role.FACILITATOR, "Finn Fasilitator")
        collaboration = self.town.collaborate()
        questions = list(self.town.world.instruments.newest()[0].questions)
        for start in (0, 1, 3):
            answers = {question: (start + 3 * index) % 11 for index, question in enumerate(questions)}
            weight = 6 + start
            self.measurement: MeasurementId = self.town.measure(collaboration, answers, weight=weight)
        self.town.show()
        self.home = f"{site.address}{self.town.home}/measurements/{self.measurement}"

    def signed_in(self, chromium: Chromium, language: str = "nb") -> BrowserContext:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
        context.set_default_timeout(15_000)
        cookies = {COOKIE: session_of(self.site, self.leader), LANGUAGE_COOKIE: language}
        context.add_cookies([{"name": key, "value": text, "url": self.site.address} for key, text in cookies.items()])
        return context


@pytest.fixture(scope="module")
def measured(site: Site) -> Measured:
    return Measured(site)


@pytest.fixture
def tab(browser: Chromium, measured: Measured) -> Iterator[Page]:
    with measured.signed_in(browser) as context:
        yield context.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    browser: Chromium, measured: Measured, usable: Callable[[Page], None], language: str
) -> None:
    with measured.signed_in(browser, language) as context:
        page = context.new_page()
        for path in PAGES:
            page.goto(measured.home + path)
            usable(page)


def test_from_the_profile_to_an_answer_by_the_keyboard(tab: Page, measured: Measured) -> None:
    tab.goto(f"{measured.home}/profile")
    table = tab.get_by_role("table", name="Samlet profil")
    table.get_by_role("link", name="hvor skåren for Likeverdighet kommer fra").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/why/score.equality")
    tab.get_by_role("link", name="hvor svaret på 1-1 Rom for forhandling kommer fra").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/why/answer.1-1")
    expect(tab.get_by_role("heading", name="Svaret på 1-1 Rom for forhandling")).to_be_visible()


def test_another_measurement_is_compared_with_by_choosing_it(tab: Page, measured: Measured) -> None:
    tab.goto(f"{measured.home}/moved")
    first = tab.get_by_role("combobox").locator("option").last.get_attribute("value")
    tab.get_by_role("combobox").select_option(first)
    tab.get_by_role("button", name="Vis", exact=True).click()
    tab.wait_for_url(f"**/moved?since={first}")
    expect(tab.get_by_role("img", name="Skåren for Likeverdighet").filter(visible=True)).to_be_visible()
