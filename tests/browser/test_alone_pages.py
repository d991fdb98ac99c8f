"""The pages on which somebody answers alone, from the letter's link to what happens next, and that of whoever leads."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from domain.ids import QuestionId
from domain.invitation.decisions import RevokeInvitation
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation import LANGUAGES
from services.application.campaigns.inviting import revoke_invitation
from services.application.dialogue.ballots import reveal_answers
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.guests import invite_guests, join_group, postponed
from tests.support.towns import found_town, session_of

pytestmark = pytest.mark.browser


class House:
    """Pia is invited; Siri's invitation is taken back; Lise came later; one question is shown to the group already."""

    def __init__(self, site: Site) -> None:
        self.site, self.town = site, found_town(site)
        names = ("Pia Deltaker", "Ola Partner", "Per Deltaker", "Siri Deltaker")
        self.pia, *others = (self.town.join(Role.PARTICIPANT, name) for name in names)
        self.guests = invite_guests(self.town, self.pia, *others)
        self.over = invite_guests(self.town, self.pia, name="Nabohjelpa")
        self.link_that_is_over = self.over.link(self.pia)
        postponed(self.over, -15)
        site.work_off()
        for someone in (self.pia, *others[:2]):
            self.guests.answer(someone, {"1-1": 4, "2-1": 7})
        by = self.town.administrator.here
        site.run(reveal_answers(self.guests.web, by, self.guests.measurement, QuestionId("1-1"), new_stream_id()))
        revoked = RevokeInvitation(self.guests.id_of(others[2]), reason="Har sluttet i kommunen")
        site.run(revoke_invitation(self.town.world, by, self.guests.measurement, revoked, new_stream_id()))
        join_group(self.guests, self.town.join(Role.PARTICIPANT, "Lise Senere"))
        self.town.show()

    @property
    def link(self) -> str:
        return self.site.address + self.guests.link(self.pia)

    def field(self, which: str) -> str:
        return f"{self.site.address}{self.guests.alone}/fields/{which}"


@pytest.fixture(scope="module")
def house(site: Site) -> House:
    return House(site)


@contextmanager
def opened(chromium: Chromium, house: House, language: str = "nb") -> Iterator[BrowserContext]:
    viewport: ViewportSize = {"width": 390, "height": 800}
    with chromium.new_context(viewport=viewport, locale="nb-NO", reduced_motion="reduce") as context:
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": house.site.address}])
        yield context


def every_page(context: BrowserContext, house: House) -> Iterator[Page]:
    page = context.new_page()
    page.goto(house.link)
    yield page
    with page.expect_navigation():
        page.locator("main form button").press("Enter")
    for address in (
        house.field("equality"),
        house.field("competences"),
        f"{house.site.address}{house.guests.alone}/done",
    ):
        page.goto(address)
        yield page
    page.goto(house.site.address + house.link_that_is_over)
    yield page
    session = session_of(house.site, house.town.administrator)
    context.add_cookies([{"name": COOKIE, "value": session, "url": house.site.address}])
    page.goto(house.site.address + house.guests.page)
    yield page
    page.locator(".guest details summary").first.press("Enter")
    page.locator(".guest details[open] textarea").first.wait_for()
    yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    browser: Chromium, house: House, usable: Callable[[Page], None], language: str
) -> None:
    with opened(browser, house, language) as context:
        for page in every_page(context, house):
            usable(page)


def test_somebody_answers_by_the_keyboard_alone(browser: Chromium, house: House) -> None:
    with opened(browser, house) as context:
        page = context.new_page()
        page.goto(house.link)
        with page.expect_navigation():
            page.get_by_role("button", name="Begynn å svare").press("Enter")
        page.goto(house.field("shared_goals"))
        page.locator("input[name='answer-2-2'][value='']").focus()
        page.keyboard.press("ArrowUp")
        page.get_by_role("button", name="Lagre og gå videre").press("Enter")
        page.wait_for_url(house.field("communication"))
        page.get_by_role("button", name="Lagre og gå tilbake").press("Enter")
        page.wait_for_url(house.field("shared_goals"))
        expect(page.locator("input[name='answer-2-2'][value='not_relevant']")).to_be_checked()


def test_a_whole_measurement_is_answered_without_scripts(browser: Chromium, house: House) -> None:
    with browser.new_context(java_script_enabled=False, locale="nb-NO") as context:
        page = context.new_page()
        page.goto(house.link)
        page.get_by_role("button", name="Begynn å svare").click()
        expect(page).not_to_have_url(re.compile(re.escape(house.guests.token(house.pia))))
        page.goto(house.field("competences"))
        page.locator("label", has=page.locator("input[name='answer-7-1'][value='8']")).click()
        page.get_by_role("button", name="Lagre og avslutt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Takk for at du svarer")
    assert house.guests.own(house.pia)[QuestionId("7-1")] == 8
