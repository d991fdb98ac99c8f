"""The pages of a live session, on phones and on the shared screen, in each state that they can have."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Route, expect

from domain.measurement.commands import CloseMeasurement, PauseMeasurement, ResumeMeasurement
from domain.modes import Mode
from infra.translation import LANGUAGES
from services.web.pages import CSRF_COOKIE, LANGUAGE_COOKIE
from services.web.seating import cookie_of
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.talks import PARTNER, PUBLIC, Talk, meetings_of
from tests.support.towns import found_town, session_of

pytestmark = pytest.mark.browser

Visit = tuple[Talk, str]

LONGER_THAN_A_REST = 600
"""Milliseconds: `js/room.js` rests 500 after a choice."""


class House:
    """Sessions in every state. `led` is where the group walks from place to place."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.meetings = meetings = meetings_of(found_town(site))
        self.unopened = meetings.talk()
        self.led = meetings.under_way()
        for name, sector in (("Kari", PUBLIC), ("Ola fra Friskgården", PARTNER), ("", PARTNER)):
            self.led.seat(sector, name)
        for sector in (PUBLIC, PARTNER):
            self.led.answer([2, 6, 7], "1-1", sector)
        self.led.answer([3, 4, 9], "1-3")
        self.led.reveal("1-1")
        self.talking = meetings.under_way(Mode.TOGETHER)
        self.paused, self.over = meetings.under_way(), meetings.under_way()
        self.paused.do(PauseMeasurement())
        self.over.agree("equality")
        self.over.do(CloseMeasurement())
        self.tokens = {talk.measurement: talk.seat(PUBLIC) for talk in (self.led, self.talking, self.paused, self.over)}

    def on_phones(self) -> Iterator[Visit]:
        """One after the other, as the group goes."""
        for place in ("", "/values/openness", "/questions/1-2", "/questions/1-1", "/fields/equality/pause", "/profile"):
            self.led.lead(place)
            yield self.led, self.led.room
        yield self.led, f"{self.led.room}/questions/1-1"
        for talk in (self.talking, self.paused, self.over):
            yield talk, talk.room
        yield self.led, "/join"
        yield self.led, "/join/WRONGX"

    def at_the_door(self) -> str:
        """For a device that is not in yet."""
        return f"/join/{self.led.code}"

    def on_the_screen(self) -> Iterator[Visit]:
        yield self.unopened, "/room"
        self.led.lead("/questions/1-3")
        for path in ("/room", "/questions/1-1", "/questions/1-2", "/questions/1-3"):
            yield self.led, path
        for talk in (self.talking, self.paused):
            yield talk, "/questions/1-1"
            yield talk, "/room"


@pytest.fixture(scope="module")
def house(site: Site) -> House:
    return House(site)


@contextmanager
def opened(chromium: Chromium, house: House, language: str = "nb") -> Iterator[BrowserContext]:
    """Whoever leads, and has joined every session with a phone too."""
    with chromium.new_context(viewport={"width": 390, "height": 800}, locale="nb-NO") as context:
        context.set_default_timeout(15_000)
        cookies = {LANGUAGE_COOKIE: language}
        cookies |= {cookie_of(measurement): token for measurement, token in house.tokens.items()}
        context.add_cookies([{"name": key, "value": text, "url": house.site.address} for key, text in cookies.items()])
        yield context


def sign_in(context: BrowserContext, house: House) -> None:
    session = session_of(house.site, house.led.leader)
    context.add_cookies([{"name": COOKIE, "value": session, "url": house.site.address}])


def every_page(context: BrowserContext, house: House) -> Iterator[Page]:
    """Phones first, then the door, then the shared screen."""
    page = context.new_page()
    for _, path in house.on_phones():
        page.goto(house.site.address + path)
        yield page
    context.clear_cookies(name=cookie_of(house.led.measurement))
    page.goto(house.site.address + house.at_the_door())
    yield page
    sign_in(context, house)
    for talk, path in house.on_the_screen():
        page.goto(house.site.address + talk.home + path)
        yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    browser: Chromium, house: House, usable: Callable[[Page], None], language: str
) -> None:
    with opened(browser, house, language) as context:
        for page in every_page(context, house):
            usable(page)


def test_a_phone_joins_and_answers_by_the_keyboard_alone(browser: Chromium, house: House) -> None:
    house.led.lead("/questions/1-2")
    with opened(browser, house) as context:
        context.clear_cookies(name=cookie_of(house.led.measurement))
        page = context.new_page()
        page.goto(f"{house.site.address}/join")
        page.get_by_label("Kode").press_sequentially(house.led.code.lower())
        page.keyboard.press("Enter")
        page.locator(f"#sector-{PARTNER}").press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{house.led.room}")
        page.locator(".now input[name=answer][value='']").focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.locator(".saving")).to_have_text("Svaret ditt er lagret.")


def test_a_screen_reader_is_told_where_the_group_goes_and_nothing_else(browser: Chromium, house: House) -> None:
    house.led.lead("/questions/1-2")
    with opened(browser, house) as context:
        page = context.new_page()
        page.goto(house.site.address + house.led.room)
        said = page.locator("#announcement")
        expect(page.locator(".numbers")).to_contain_text("av")
        house.led.answer([5], "1-2")
        expect(page.locator(".numbers")).to_contain_text(re.compile("^[1-9]"))
        expect(said).to_have_text("")
        house.led.lead("/questions/1-1")
        expect(said).to_have_text("Spørsmål 1-1. Svarene vises.")
        house.led.lead("/fields/equality/pause")
        expect(said).to_have_text("Pause i feltet.")


def test_looking_back_stays_where_it_is_and_says_when_the_group_goes_on(browser: Chromium, house: House) -> None:
    house.led.lead("/questions/1-2")
    with opened(browser, house) as context:
        page = context.new_page()
        page.goto(f"{house.site.address}{house.led.room}/questions/1-1")
        expect(page.get_by_role("link", name="Til der gruppa er nå")).to_be_visible()
        house.led.lead("/questions/1-4")
        page.get_by_role("link", name="Gruppa har gått videre. Bli med dit").click()
        expect(page.locator(".now[data-question='1-4']")).to_be_visible()


def test_who_looks_back_is_told_also_of_a_step_that_came_before_the_line_did(browser: Chromium, house: House) -> None:
    house.led.lead("/questions/1-2")
    with opened(browser, house) as context:
        page = context.new_page()
        held: list[Route] = []
        page.route("**/events", lambda route: held.append(route))  # noqa: PLW0108  (a built-in is no handler)
        with page.expect_request("**/events"):
            page.goto(f"{house.site.address}{house.led.room}/questions/1-1")
        expect(page.get_by_role("link", name="Til der gruppa er nå")).to_be_visible()
        house.led.lead("/questions/1-4")
        held[0].continue_()
        expect(page.get_by_role("link", name="Gruppa har gått videre. Bli med dit")).to_be_visible()


@pytest.fixture
def phone(browser: Chromium, house: House) -> Iterator[Page]:
    house.led.lead("/questions/1-5")
    with opened(browser, house) as context:
        page = context.new_page()
        page.goto(house.site.address + house.led.room)
        yield page


def choose(page: Page, answer: int) -> None:
    page.locator(f".now input[name=answer][value='{answer}']").check(force=True)


def saved(page: Page) -> None:
    expect(page.locator(".saving")).to_have_text("Svaret ditt er lagret.")


def test_what_is_chosen_while_an_answer_is_on_its_way_is_sent_after_it(phone: Page) -> None:
    held: list[Route] = []
    phone.route("**/ballots", lambda route: route.continue_() if held else held.append(route))
    with phone.expect_request("**/ballots"):
        choose(phone, 3)
    choose(phone, 7)
    phone.evaluate("rest => new Promise((done) => setTimeout(done, rest))", LONGER_THAN_A_REST)
    with phone.expect_response(lambda answer: "answer=7" in (answer.request.post_data or "")):
        held[0].continue_()
    saved(phone)
    phone.reload()
    expect(phone.locator(".now input[value='7']")).to_be_checked()


def test_an_answer_outlives_the_token_of_the_page(phone: Page) -> None:
    phone.context.clear_cookies(name=CSRF_COOKIE)
    choose(phone, 4)
    saved(phone)


def test_an_answer_that_meets_a_pause_arrives_after_it_and_nothing_is_left_on_the_phone(
    browser: Chromium, house: House
) -> None:
    talk = house.meetings.under_way()
    house.tokens[talk.measurement] = talk.seat(PUBLIC)
    with opened(browser, house) as context:
        page = context.new_page()
        page.goto(house.site.address + talk.room)
        context.set_offline(True)
        choose(page, 6)
        expect(page.locator(".saving")).to_contain_text("Svaret ligger på telefonen")
        talk.do(PauseMeasurement())
        with page.expect_response(lambda answer: answer.status == 409):
            context.set_offline(False)
        expect(page.get_by_role("heading", name="Målingen har pause")).to_be_visible()
        talk.do(ResumeMeasurement())
        expect(page.locator(".numbers")).to_have_text("1 svar. Vi venter ikke på flere.")
        talk.agree("equality")
        talk.do(CloseMeasurement())
        expect(page.get_by_role("heading", name="Takk, samtalen er over")).to_be_visible()
        expect(page.get_by_role("button", name="Forlat samtalen")).to_be_hidden()
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"
