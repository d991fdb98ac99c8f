"""A measurement that ran out of time and is opened again, and a field that is adopted without talk, to the PDF."""

import io
from collections.abc import Callable, Iterator

import pypdf
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from domain.measurement.commands import EndUncompleted
from infra.translation import LANGUAGES
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.talks import PARTNER, PUBLIC, Meetings, Talk, meetings_of
from tests.support.towns import found_town, session_of

pytestmark = pytest.mark.browser

PAGES = ("", "/profile", "/fields/equality", "/fields/equality/pause", "/questions/1-1", "/report", "/replay")


@pytest.fixture(scope="module")
def meetings(site: Site) -> Meetings:
    return meetings_of(found_town(site))


def apart(meetings: Meetings) -> Talk:
    """A whole field answered by each alone, of which one question was revealed."""
    talk = meetings.talk()
    talk.open()
    for number in range(1, 8):
        talk.answer([2, 7, 9], f"1-{number}", PUBLIC)
        talk.answer([4, 4, 8], f"1-{number}", PARTNER)
    talk.reveal("1-1")
    return talk


def ended(meetings: Meetings) -> Talk:
    talk = apart(meetings)
    talk.do(EndUncompleted())
    talk.forget()
    return talk


@pytest.fixture
def tab(browser: Chromium) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(talk: Talk, language: str = "nb") -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
        contexts.append(context)
        context.set_default_timeout(15_000)
        site = talk.town.site
        cookies = {COOKIE: session_of(site, talk.leader), LANGUAGE_COOKIE: language}
        context.add_cookies([{"name": key, "value": text, "url": site.address} for key, text in cookies.items()])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def home(talk: Talk) -> str:
    return talk.town.site.address + talk.home


def test_its_pages_can_be_used_by_everyone_and_on_a_small_phone(
    meetings: Meetings, tab: Callable[..., Page], usable: Callable[[Page], None]
) -> None:
    over, waiting = ended(meetings), apart(meetings)
    for language in LANGUAGES:
        page = tab(over, language)
        for path in PAGES:
            page.goto(home(over) + path)
            usable(page)
        page.goto(f"{home(waiting)}/fields/equality")
        usable(page)


def test_a_measurement_that_was_not_completed_is_opened_again_and_goes_on(
    meetings: Meetings, tab: Callable[..., Page]
) -> None:
    talk = ended(meetings)
    page = tab(talk)
    page.goto(home(talk))
    expect(page.get_by_role("heading", name="Målingen ble ikke fullført")).to_be_visible()
    page.get_by_role("textbox", name="Hvorfor?").first.fill("Vi møttes likevel")
    page.get_by_role("button", name="Åpne målingen igjen").click()
    expect(page.get_by_text("Vi møttes likevel")).to_be_visible()
    page.goto(f"{home(talk)}/questions/1-1")
    page.locator("form[data-draft] input[name=answer][value='6']").press("Space")
    page.get_by_role("button", name="Lagre og gå videre").click()
    page.wait_for_url("**/questions/1-2")
    assert talk.state().answers == {"1-1": 6}


def test_a_field_that_nobody_talked_about_is_adopted_and_marked_through_to_the_pdf(
    meetings: Meetings, tab: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    talk = apart(meetings)
    page = tab(talk)
    page.goto(f"{home(talk)}/fields/equality")
    page.get_by_label("Vi har ikke snakket om dette feltet").check()
    page.get_by_role("button", name="La medianene stå som svar").click()
    expect(page.get_by_text("7 av 7 svar på dette feltet er fastsatt uten samtale.")).to_be_visible()
    axe(page)
    page.goto(f"{home(talk)}/profile")
    expect(page.get_by_text("7 svar er medianen av det hver svarte alene.")).to_be_visible()
    axe(page)
    page.goto(f"{home(talk)}/close")
    page.get_by_role("button", name="Avslutt målingen").click()
    page.wait_for_url("**/report")
    page.get_by_role("button", name="Lag rapport").click()
    expect(page.get_by_text("Står i kø")).to_be_visible()
    talk.forget()
    page.goto(f"{home(talk)}/report")
    link = page.get_by_role("link", name="Last ned").get_attribute("href") or ""
    file = page.request.get(talk.town.site.address + link).body()
    words = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(file)).pages).split())
    assert "7 svar er medianen av det hver svarte alene." in words
    assert words.count("Fastsatt uten samtale") == 8
