"""The history of a measurement in a real browser: its slider by keyboard, and readable for everyone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from domain.ids import MeasurementId, QuestionId
from domain.measurement.commands import AnswerQuestion, NoteComment, NoteDissent, SwitchMode
from domain.modes import Mode
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation import LANGUAGES
from services.application.measurements import decide_measurement
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.revealing import ballots, reveal_answers
from tests.support.tabs import too_wide
from tests.support.towns import Person, Town, found_town, session_of

pytestmark = pytest.mark.browser


class History:
    """A measurement in which the first field was answered, and one answer revised with a reason."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town: Town = found_town(site)
        self.leader: Person = self.town.join(Role.FACILITATOR, "Finn Fasilitator")
        collaboration = self.town.collaborate()
        answers = {f"1-{number}": 4 for number in range(1, 8)}
        self.measurement: MeasurementId = self.town.measure(collaboration, answers, close=False)
        self.town.suggest(collaboration, self.measurement, "Møtes på gården")
        for command in (
            AnswerQuestion(question="1-1", answer=10, seen=4, reason="Vi hadde glemt vinteren."),
            NoteComment(question="1-1", text="Vi var ikke helt enige.", seen=0),
        ):
            by = self.town.administrator.here
            site.run(decide_measurement(self.town.world, by, self.measurement, command, new_stream_id()))
        self.each_alone: MeasurementId = self.answer_each_alone()
        self.town.show()

    def answer_each_alone(self) -> MeasurementId:
        """Two questions revealed, one with sides and one with too few; a dissent noted, reworded and withdrawn."""
        town, world, by = self.town, self.town.world, self.town.administrator.here
        which = town.measure(town.collaborate("Frivilligsentralen"), {}, close=False)
        town.site.run(decide_measurement(world, by, which, SwitchMode(mode=Mode.EACH_THEN_TOGETHER), new_stream_id()))
        answered = {"1-1": ballots([2, 5, 8], [9, 9, 10, "not_relevant"]), "1-2": ballots([2], ["not_relevant"] * 2)}
        for question, cast in answered.items():
            town.site.run(reveal_answers(world, by, which, QuestionId(question), cast))
        for seen, text in enumerate(("Vi kjenner oss ikke igjen i det.", "De små foreningene ser det annerledes.", "")):
            note = NoteDissent(question=QuestionId("1-1"), text=text, seen=seen)
            town.site.run(decide_measurement(world, by, which, note, new_stream_id()))
        return which

    @property
    def page(self) -> str:
        return self.page_of(self.measurement)

    def page_of(self, measurement: MeasurementId) -> str:
        return f"{self.site.address}{self.town.home}/measurements/{measurement}/replay"


@pytest.fixture(scope="module")
def history(site: Site) -> History:
    return History(site)


def signed_in(chromium: Chromium, history: History, language: str = "nb", width: int = 1280) -> BrowserContext:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nb-NO")
    context.set_default_timeout(15_000)
    cookies = {COOKIE: session_of(history.site, history.leader), LANGUAGE_COOKIE: language}
    context.add_cookies([{"name": key, "value": text, "url": history.site.address} for key, text in cookies.items()])
    return context


@pytest.fixture
def tab(browser: Chromium, history: History) -> Iterator[Page]:
    """A leader's. What the page's own content policy had to stop fails the test."""
    with signed_in(browser, history) as context:
        page, stopped = context.new_page(), []
        page.on("console", lambda message: stopped.append(message.text) if "Content Security" in message.text else None)
        yield page
    assert stopped == []


def test_the_slider_moves_the_profile_and_says_calmly_what_happened(tab: Page, history: History) -> None:
    tab.goto(f"{history.page}?step=24")
    slider = tab.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "Hendelse 24 av 24")
    slider.focus()
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "Hendelse 23 av 24")
    expect(tab.get_by_role("table", name="Profilen etter hendelse 23")).to_contain_text("Likeverdighet")
    slider.press("ArrowLeft")
    expect(tab.get_by_role("table", name="Profilen etter hendelse 22")).to_contain_text("4,0")
    expect(slider).to_be_focused()
    expect(tab).to_have_url(re.compile("step=22$"))
    expect(tab.locator("#announcement")).to_contain_text("Hendelse 22 av 24. Tiltaket ved spørsmål")
    expect(tab.locator(".event [aria-current=step]")).to_contain_text("22.")
    slider.press("Home")
    expect(tab.get_by_role("table", name="Profilen etter hendelse 1")).to_contain_text("For få svar")


def test_one_goes_on_from_where_the_slider_was_left(tab: Page, history: History) -> None:
    tab.goto(f"{history.page}?step=23&since=22")
    onward = tab.get_by_role("link", name="Neste hendelse")
    onward.press("Enter")
    expect(tab.get_by_role("table", name="Profilen etter hendelse 24")).to_be_visible()
    expect(tab.get_by_role("slider")).to_have_value("24")
    expect(onward).to_be_focused()
    expect(tab.get_by_role("region", name="Hva som er annerledes fra hendelse 22 til 24")).to_be_visible()
    tab.get_by_role("button", name="Vis utvalget").click()
    tab.wait_for_url("**step=24**")
    expect(tab.get_by_role("slider")).to_have_value("24")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_can_be_used_by_everyone(
    browser: Chromium, history: History, axe: Callable[[Page], None], usable: Callable[[Page], None], language: str
) -> None:
    with signed_in(browser, history, language) as context:
        page = context.new_page()
        for query in ("", "?kind=course&question=1-1"):
            page.goto(history.page + query)
            axe(page)
        page.goto(f"{history.page}?step=23&since=15")
        usable(page)
        page.goto(history.page_of(history.each_alone) + "?kind=private-answers")
        axe(page)


def test_what_was_answered_alone_is_told_on_a_small_phone_too(browser: Chromium, history: History) -> None:
    with signed_in(browser, history, width=320) as context:
        page = context.new_page()
        page.goto(history.page_of(history.each_alone))
        expect(page.get_by_text("2 svarte 9, 1 svarte 10").first).to_be_visible()
        assert too_wide(page) == []


def test_without_scripts_a_button_shows_the_moment(browser: Chromium, history: History) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nb-NO")
    with context:
        token = session_of(history.site, history.leader)
        context.add_cookies([{"name": COOKIE, "value": token, "url": history.site.address}])
        page = context.new_page()
        page.goto(history.page)
        page.get_by_role("slider").press("Home")
        page.get_by_role("button", name="Vis tidspunktet").click()
        expect(page.get_by_role("table", name="Profilen etter hendelse 1")).to_be_visible()
