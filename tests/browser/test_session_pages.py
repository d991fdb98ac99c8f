"""The pages of a measurement in a real browser: readable for everyone, and nothing typed is ever lost."""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect
from revealing import ballots, reveal_answers

from domain.action_plan.decisions import JudgeAction
from domain.action_plan.events import Verdict
from domain.ids import CollaborationId, MeasurementId, QuestionId
from domain.measurement.commands import (
    AddOwnQuestion,
    AnswerQuestion,
    NoteComment,
    NoteDissent,
    PauseMeasurement,
    RemoveOwnQuestion,
)
from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation import LANGUAGES
from services.application.actions import decide_actions
from services.application.measurements import decide_measurement
from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.towns import Person, Town, found_town, session_of

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "/since-last-time",
    "/values",
    "/values/openness",
    "/questions/1-1",
    "/questions/1-2",
    "/questions/1-3",
    "/own-questions",
    "/own-questions/own-1",
    "/own-questions/own-3",
    "/fields/equality/pause",
    "/fields/equality",
    "/agenda",
    "/agenda?minutes=ingen&each=0",
    "/profile",
    "/actions",
    "/close",
    "/report",
    "/attendance",
    "/sheets",
    "/sheets/paper",
)
SAVE = re.compile("Lagre og gå videre")


class Session:
    """A measurement under way and its leader."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town: Town = found_town(site)
        self.leader: Person = self.town.join(Role.FACILITATOR, "Finn Fasilitator")
        self.collaboration: CollaborationId = self.town.collaborate()
        self.begin()

    def begin(self) -> None:
        """One field answered, with an earlier measurement to compare with, a comment and two suggestions.

        Three of its questions were answered by each alone first: told with both sides, as a whole, and not at all.
        """
        before = self.town.measure(self.collaboration, 5, close=False)
        action = self.town.suggest(self.collaboration, before, "Be ungdommene om å lede annethvert møte", "1-3")
        self.town.suggest(self.collaboration, before, "Spørre de frivillige hva de trenger", "2-1")
        self.town.close(before)
        answers = {f"1-{number}": 3 + number for number in range(1, 8)}
        self.measurement: MeasurementId = self.town.measure(self.collaboration, answers, close=False)
        self.town.suggest(self.collaboration, self.measurement, "Møtes på gården", agree=False)
        self.town.suggest(self.collaboration, self.measurement, "Skrive ned hvem som gjør hva", "1-2")
        self.do(NoteComment(question="1-1", text="Vi var ikke helt enige.", seen=0))
        self.do(NoteDissent(question="1-1", text="Noen av oss er aldri blitt spurt.", seen=0))
        self.reveal("1-1", [7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6])
        self.reveal("1-2", [5] * 9, [5, 6])
        self.reveal("1-3", [7, NOT_RELEVANT], [2])
        for statement in (
            "Ungdommene vet hvem de kan spørre når noe er vanskelig",
            "Vi har det gøy sammen",
            "Vi er mange",
        ):
            self.do(AddOwnQuestion(statement=statement))
        self.do(RemoveOwnQuestion(question="own-3", seen=1))
        self.do(AnswerQuestion(question="own-1", answer=7, seen=None))
        said = JudgeAction(
            action=action, measurement=self.measurement, verdict=Verdict.HELPED_A_LITTLE, words="Flere kom.", seen=0
        )
        by = self.town.administrator.here
        self.site.run(decide_actions(self.town.world, by, self.collaboration, said, new_stream_id()))
        self.town.show()

    @property
    def home(self) -> str:
        return f"{self.site.address}{self.town.home}/measurements/{self.measurement}"

    def do(self, command) -> None:
        by = self.town.administrator.here
        self.site.run(decide_measurement(self.town.world, by, self.measurement, command, new_stream_id()))
        self.town.show()

    def reveal(self, question: str, public: Sequence[Answer], partner: Sequence[Answer]) -> None:
        by, cast = self.town.administrator.here, ballots(public, partner)
        self.site.run(reveal_answers(self.town.world, by, self.measurement, QuestionId(question), cast))
        self.town.show()


@pytest.fixture(scope="module")
def session(site: Site) -> Session:
    return Session(site)


def signed_in(chromium: Chromium, session: Session, language: str = "nb") -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    context.set_default_timeout(15_000)
    cookies = {COOKIE: session_of(session.site, session.leader), LANGUAGE_COOKIE: language}
    context.add_cookies([{"name": key, "value": text, "url": session.site.address} for key, text in cookies.items()])
    return context


@pytest.fixture
def tab(browser: Chromium, session: Session) -> Iterator[Page]:
    """A leader's. What the page's own content policy had to stop fails the test."""
    with signed_in(browser, session) as context:
        page, stopped = context.new_page(), []
        page.on("console", lambda message: stopped.append(message.text) if "Content Security" in message.text else None)
        yield page
    assert stopped == []


def answer(page: Page, number: int) -> None:
    page.locator(f"input[name=answer][value='{number}']").check(force=True)


def comment(page: Page):
    return page.get_by_role("textbox", name="Kommentar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    browser: Chromium, session: Session, usable: Callable[[Page], None], language: str
) -> None:
    with signed_in(browser, session, language) as context:
        page = context.new_page()
        for path in PAGES:
            page.goto(session.home + path)
            usable(page)
        page.goto(f"{session.site.address}{session.town.home}/collaborations/{session.collaboration}/measurements/new")
        usable(page)


def test_what_is_not_saved_is_kept_until_it_is(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-1")
    answer(tab, 4)
    comment(tab).fill("Halvferdig tanke")
    tab.goto(f"{session.home}/profile")
    tab.goto(f"{session.home}/questions/2-1")
    expect(tab.get_by_text("Dette var ikke lagret sist.")).to_be_visible()
    expect(comment(tab)).to_have_value("Halvferdig tanke")
    expect(tab.locator("input[name=answer][value='4']")).to_be_checked()
    tab.get_by_role("button", name=SAVE).click()
    tab.wait_for_url("**/questions/2-2")
    tab.goto(f"{session.home}/questions/2-1")
    expect(comment(tab)).to_have_value("Halvferdig tanke")
    expect(tab.get_by_text("Dette var ikke lagret sist.")).to_be_hidden()


def test_a_dissent_that_is_not_saved_is_kept_and_unfolded(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-1")
    dissent = tab.get_by_role("textbox", name="Hva noen ser annerledes")
    expect(dissent).to_be_hidden()
    tab.get_by_text("Uenighet som noen vil ha notert").focus()
    tab.keyboard.press("Enter")
    dissent.fill("Ikke alle rundt bordet")
    tab.goto(f"{session.home}/profile")
    tab.goto(f"{session.home}/questions/2-1")
    expect(dissent).to_be_visible()
    expect(dissent).to_have_value("Ikke alle rundt bordet")
    tab.get_by_role("button", name=SAVE).click()
    tab.wait_for_url("**/questions/2-2")


def test_a_draft_can_be_given_up_for_what_is_saved(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-2")
    comment(tab).fill("Ikke dette likevel")
    tab.reload()
    tab.get_by_role("button", name="Vis det som er lagret").click()
    expect(comment(tab)).to_have_value("")
    tab.reload()
    expect(comment(tab)).to_have_value("")


def test_a_lost_connection_is_told_and_the_form_kept(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-3")
    answer(tab, 7)
    comment(tab).fill("Uten nett")
    tab.context.set_offline(True)
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.get_by_text("Vi fikk ikke kontakt")).to_be_visible()
    expect(comment(tab)).to_have_value("Uten nett")
    tab.context.set_offline(False)
    tab.get_by_role("button", name=SAVE).click()
    tab.wait_for_url("**/questions/2-4")
    tab.goto(f"{session.home}/questions/2-3")
    expect(comment(tab)).to_have_value("Uten nett")


def test_a_refusal_takes_the_focus_and_leaves_everything_where_it_was(
    tab: Page, session: Session, axe: Callable[[Page], None]
) -> None:
    tab.goto(f"{session.home}/questions/2-4")
    session.do(AnswerQuestion(question="2-4", answer=9, seen=None))
    session.do(NoteComment(question="2-4", text="Deres ord", seen=0))
    answer(tab, 2)
    comment(tab).fill("Våre ord")
    tab.get_by_role("textbox", name="Nytt forslag").fill("Møtes oftere")
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.get_by_role("alert").filter(has_text="Ingenting ble lagret")).to_be_focused()
    expect(comment(tab)).to_have_value("Våre ord")
    expect(tab.get_by_role("textbox", name="Nytt forslag")).to_have_value("Møtes oftere")
    axe(tab)
    tab.get_by_role("button", name="Lagre «2» i stedet").click()
    tab.wait_for_url("**/questions/2-5")
    tab.goto(f"{session.home}/questions/2-4")
    expect(tab.locator("input[name=answer][value='2']")).to_be_checked()
    expect(comment(tab)).to_have_value("Våre ord")


def test_two_quick_clicks_count_once(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-6")
    tab.get_by_role("textbox", name="Nytt forslag").fill("Bare én gang")
    tab.get_by_role("button", name="Legg til tiltak").dblclick()
    expect(tab.get_by_role("textbox", name="Nytt forslag")).to_have_value("")
    expect(tab.locator(".suggestion")).to_have_count(1)
    tab.reload()
    expect(tab.locator(".suggestion")).to_have_count(1)


def test_whoever_adds_an_action_can_go_on_adding(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-7")
    for text in ("Først dette", "Så dette"):
        tab.get_by_role("textbox", name="Nytt forslag").fill(text)
        tab.get_by_role("button", name="Legg til tiltak").click()
        expect(tab.locator(".suggestion").filter(has_text=text)).to_have_count(1)
        expect(tab.get_by_role("textbox", name="Nytt forslag")).to_be_focused()


def test_after_a_step_the_reader_is_at_the_top_of_the_next_page(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-5")
    tab.get_by_role("button", name=SAVE).focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/questions/2-6")
    expect(tab.locator("main")).to_be_focused()
    tab.wait_for_function("scrollY === 0")
    expect(tab).to_have_title(re.compile("^2-6 "))


def test_back_leads_to_the_question_before_as_it_was_saved(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/4-1")
    answer(tab, 8)
    tab.get_by_role("button", name=SAVE).click()
    tab.wait_for_url("**/questions/4-2")
    tab.go_back()
    tab.wait_for_url("**/questions/4-1")
    expect(tab.locator("input[name=answer][value='8']")).to_be_checked()
    expect(tab.get_by_text("Dette var ikke lagret sist.")).to_be_hidden()


def test_the_enter_key_on_the_scale_saves_and_goes_on(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/2-8")
    tab.locator("input[name=answer][value='']").focus()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/fields/shared_goals/pause")


def test_signing_out_leaves_no_words_in_the_browser(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/3-1")
    comment(tab).fill("Ikke for den neste")
    tab.get_by_role("button", name="Logg ut").click()
    tab.wait_for_url(f"{session.site.address}/")
    assert "Ikke for den neste" not in tab.evaluate("JSON.stringify(sessionStorage)")


def test_a_session_that_has_ended_loses_nothing_that_was_typed(tab: Page, session: Session) -> None:
    tab.goto(f"{session.home}/questions/3-2")
    comment(tab).fill("Skrevet for lenge siden")
    tab.context.clear_cookies(name=COOKIE)
    tab.get_by_role("button", name=SAVE).click()
    tab.wait_for_url("**/sign-in**")
    again = session_of(session.site, session.leader)
    tab.context.add_cookies([{"name": COOKIE, "value": again, "url": session.site.address}])
    tab.goto(f"{session.home}/questions/3-2")
    expect(comment(tab)).to_have_value("Skrevet for lenge siden")


def test_a_pause_that_came_meanwhile_is_told_in_place(tab: Page, session: Session, axe: Callable[[Page], None]) -> None:
    tab.goto(f"{session.home}/questions/3-3")
    session.do(PauseMeasurement())
    answer(tab, 5)
    tab.get_by_role("button", name=SAVE).click()
    expect(tab.get_by_role("alert").filter(has_text="Ingenting ble lagret")).to_be_focused()
    axe(tab)
    tab.get_by_role("button", name="Fortsett målingen").click()
    tab.wait_for_url("**/questions/3-3")
    expect(tab.get_by_role("heading", name="Målingen er satt på pause")).to_have_count(0)
    expect(tab.locator("input[name=answer][value='5']")).to_be_checked()


def test_a_sheet_is_keyed_in_by_the_keyboard_alone(tab: Page, session: Session, axe: Callable[[Page], None]) -> None:
    """From the first question whose answers were not shown yet, which is 1-4."""
    tab.goto(f"{session.home}/sheets")
    keys, said = tab.keyboard, tab.locator("#announcement")
    tab.get_by_role("radio", name="Det offentlige").focus()
    for key in ("Space", "Enter", "7", "x", "-"):
        keys.press(key)
    expect(said).to_have_text("1-6: -")
    expect(tab.locator("#answer-1-7")).to_be_focused()
    keys.press("q")
    expect(said).to_have_text(re.compile("Bruk 0 til 9"))
    for key in ("Enter", "3", "Backspace", "4", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft", "0"):
        keys.press(key)
    typed = {"1-4": "7", "1-5": "10", "1-6": "-", "1-7": "", "2-1": "4", "2-2": "0"}
    for question, mark in typed.items():
        expect(tab.locator(f"#answer-{question}")).to_have_value(mark)
    tab.locator("#answer-7-7").focus()
    keys.press("5")
    expect(tab.get_by_role("button", name="Legg inn ark 1")).to_be_focused()
    keys.press("Enter")
    expect(said).to_have_text("Ark 1 er lagt inn: 6 svar.")
    expect(tab.get_by_role("radio", name="Det offentlige")).to_be_focused()
    expect(tab.locator("#answer-1-4")).to_have_value("")
    axe(tab)
    tab.get_by_role("button", name="Angre ark 1").press("Enter")
    expect(said).to_have_text(re.compile("Ark 1 er tatt ut igjen"))
    expect(tab.locator("#answer-1-5")).to_have_value("10")
