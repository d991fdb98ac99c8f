"""An action from suggestion to verdict in a real browser: where it stands on the way, and that nothing is forgotten."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from domain.ids import MeasurementId, QuestionId
from domain.measurement.commands import AnswerQuestion
from infra.identity import new_stream_id
from services.application.measurements import decide_measurement
from tests.running_site import Site
from tests.support.tabs import press, tab_of
from tests.support.towns import found_town

pytestmark = pytest.mark.browser

TEXT = "Møtes på verftet annenhver uke"
OTHER = "Skrive ned hvem som gjør hva"
AT = "spørsmål 1-1, Rom for forhandling"
STATUSES = ("Foreslått", "Avtalt", "I gang", "Gjort", "Lagt bort")

UNTIL_DONE = (
    f"Et tiltak ble foreslått ved {AT}.",
    f"Tiltaket ved {AT} ble avtalt. Ansvarlig: Verftet AS. Frist: 1. mars 2019.",
    f"Arbeidet med tiltaket ved {AT} kom i gang.",
    f"Tiltaket ved {AT} ble plassert: Ny måte, begynne med eller gjøre mer av. Fase: Få med folk.",
    f"Tiltaket ved {AT} ble gjort.",
    f"Tiltaket ved {AT} ble tatt opp igjen.",
    f"Avtalen om tiltaket ved {AT} ble endret. Ansvarlig: Kommunen. Frist: 31. januar 2099.",
    f"Tiltaket ved {AT} ble gjort.",
)
AFTERWARDS = (
    f"Hjalp tiltaket ved {AT}? Gruppa sa: «Det hjalp litt».",
    f"Om tiltaket ved {AT} sier gruppa nå: «Det hjalp ikke».",
    f"Gruppa tok tilbake det den hadde sagt om tiltaket ved {AT} hjalp.",
)


class Verftet:
    """A collaboration with one measurement under way, in which everything is answered with 4."""

    def __init__(self, site: Site) -> None:
        self.site, self.town = site, found_town(site, "Vesterby")
        self.collaboration = self.town.collaborate("Verftet")
        self.measurement = self.town.measure(self.collaboration, 4, close=False)
        self.town.suggest(self.collaboration, self.measurement, OTHER, "2-1")
        self.town.show()

    def again(self) -> MeasurementId:
        """The next measurement."""
        self.town.close(self.measurement)
        self.measurement = self.town.measure(self.collaboration, {}, close=False)
        self.town.show()
        return self.measurement

    def answer(self, question: str, answer: int) -> None:
        command = AnswerQuestion(question=QuestionId(question), answer=answer, seen=None)
        by = self.town.administrator.here
        self.site.run(decide_measurement(self.town.world, by, self.measurement, command, new_stream_id()))
        self.town.show()

    @property
    def here(self) -> str:
        return f"{self.site.address}{self.town.home}/measurements/{self.measurement}"

    @property
    def actions(self) -> str:
        return f"{self.site.address}{self.town.home}/collaborations/{self.collaboration}/actions"


@pytest.fixture(scope="module")
def verftet(site: Site) -> Verftet:
    return Verftet(site)


@pytest.fixture(scope="module")
def tab(browser: Chromium, verftet: Verftet) -> Iterator[Page]:
    """The same one all along, as the tests of this file are one life."""
    with tab_of(browser, verftet.site, verftet.town.administrator) as page:
        yield page


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def stands_in(page: Page, name: str, among: tuple[str, ...] = STATUSES) -> None:
    """In that column, and in no other."""
    for each in among:
        expect(column(page, each).get_by_text(TEXT)).to_have_count(int(each == name))


def has_history(page: Page, *events: str) -> None:
    """Whatever keeps a question's number on one line."""
    told = [re.compile(re.escape(event).replace(r"\-", "\u2060?-\u2060?")) for event in events]
    expect(page.locator(".acting-history li > p:first-child")).to_have_text(told)


def open_action(page: Page, verftet: Verftet) -> None:
    page.goto(verftet.actions)
    page.get_by_role("link", name=f"Åpne: {TEXT}").click()
    page.wait_for_url(re.compile("/actions/[0-9a-f-]{36}$"))


def unfold(page: Page, name: str) -> None:
    press_summary = page.locator("summary", has_text=name)
    press_summary.focus()
    page.keyboard.press("Enter")


def test_it_is_suggested_at_a_question_and_agreed_with_an_owner_and_a_date(tab: Page, verftet: Verftet) -> None:
    tab.goto(f"{verftet.here}/questions/1-1")
    tab.get_by_role("textbox", name="Nytt forslag").fill(TEXT)
    press(tab, "Enter", "button", "Legg til tiltak")
    expect(tab.locator(".suggestion").filter(has_text=TEXT)).to_have_count(1)
    tab.goto(verftet.actions)
    stands_in(tab, "Foreslått")
    tab.goto(f"{verftet.here}/actions")
    choice = tab.get_by_role("group", name=TEXT)
    choice.get_by_role("checkbox", name="Dette vil vi gjøre").press("Space")
    choice.get_by_label("Hvem har ansvar?").select_option("Verftet AS")
    choice.get_by_label("Til når?").fill("2019-03-01")
    with tab.expect_navigation():
        press(tab, "Enter", "button", "Lagre valgene")
    tab.goto(verftet.actions)
    stands_in(tab, "Avtalt")
    for said in ("Verftet AS", "1. mars 2019. Den dagen er gått, og tiltaket er ikke meldt gjort."):
        expect(column(tab, "Avtalt")).to_contain_text(said)


def test_it_is_begun_and_placed_and_stands_where_it_was_placed_in_matrix_and_cycle(tab: Page, verftet: Verftet) -> None:
    tab.goto(verftet.actions)
    press(tab, "Enter", "button", f"Begynn: {TEXT}")
    tab.wait_for_url("**?view=board**")
    stands_in(tab, "I gang")
    open_action(tab, verftet)
    unfold(tab, "Plasser tiltaket")
    tab.get_by_label("Hva slags tiltak er det?").select_option("Ny måte, begynne med eller gjøre mer av")
    tab.get_by_label("I hvilken fase av endringen?").select_option("Få med folk")
    press(tab, "Enter", "button", "Lagre plasseringen")
    expect(tab.get_by_role("definition").filter(has_text="Få med folk")).to_be_visible()
    tab.goto(f"{verftet.actions}?view=board")
    press(tab, "Enter", "link", "Kjent eller nytt")
    tab.wait_for_url("**?view=matrix")
    stands_in(tab, "Ny måte, begynne med eller gjøre mer av", _columns(tab))
    press(tab, "Enter", "link", "Fase i endringen")
    tab.wait_for_url("**?view=cycle")
    stands_in(tab, "Få med folk", _columns(tab))
    expect(column(tab, "Ikke plassert").get_by_text(OTHER)).to_be_visible()


def _columns(page: Page) -> tuple[str, ...]:
    return tuple(page.locator(".acting-column h2").all_inner_texts())


def test_it_is_done_taken_up_again_agreed_anew_and_done_for_good(tab: Page, verftet: Verftet) -> None:
    tab.goto(f"{verftet.actions}?view=cycle")
    press(tab, "Enter", "button", f"Meld gjort: {TEXT}")
    expect(tab.get_by_role("button", name=f"Ta opp igjen: {TEXT}")).to_be_visible()
    expect(tab).to_have_url(re.compile(r"\?view=cycle"))
    tab.goto(verftet.actions)
    stands_in(tab, "Gjort")
    expect(column(tab, "Gjort")).not_to_contain_text("Den dagen er gått")
    press(tab, "Enter", "button", f"Ta opp igjen: {TEXT}")
    expect(tab.get_by_role("button", name=f"Meld gjort: {TEXT}")).to_be_visible()
    stands_in(tab, "I gang")
    open_action(tab, verftet)
    unfold(tab, "Endre ansvar og frist")
    tab.get_by_label("Hvem har ansvar?").select_option("Kommunen")
    tab.get_by_label("Til når?").fill("2099-01-31")
    press(tab, "Enter", "button", "Lagre ansvar og frist")
    expect(tab.get_by_role("definition").filter(has_text="31. januar 2099")).to_be_visible()
    press(tab, "Enter", "button", f"Meld gjort: {TEXT}")
    expect(tab.get_by_role("definition").filter(has_text="Gjort")).to_be_visible()
    has_history(tab, *UNTIL_DONE)


def test_the_next_measurement_opens_with_it_and_shows_then_and_now(tab: Page, verftet: Verftet) -> None:
    verftet.again()
    for page in ("", "/values", "/room"):
        tab.goto(verftet.here + page)
        expect(tab.get_by_text("Før dere svarer på nytt")).to_be_visible()
    press(tab, "Enter", "link", "Tiltakene siden sist")
    tab.wait_for_url("**/since-last-time")
    looked_at(tab, "4", "Ikke besvart ennå")
    expect(tab.get_by_text("ikke hvorfor")).to_be_visible()
    for action in (TEXT, OTHER):
        expect(tab.locator("h2", has_text=action)).to_have_count(1)


def looked_at(page: Page, then: str, now: str) -> None:
    """What the action aimed at: the question, and its field below."""
    cells = page.get_by_role("region", name=TEXT).locator("tbody tr").first.locator("td")
    expect(cells).to_have_text([then, now])


def test_the_group_says_whether_it_helped_changes_its_mind_and_takes_it_back(tab: Page, verftet: Verftet) -> None:
    tab.goto(f"{verftet.here}/since-last-time")
    _say(tab, "Det hjalp litt", "Flere kom på kvelden")
    tab.goto(f"{verftet.here}/values")
    expect(tab.get_by_text("Før dere svarer på nytt")).to_have_count(0)
    open_action(tab, verftet)
    verdicts = tab.get_by_role("region", name="Hjalp det?")
    expect(verdicts).to_contain_text(re.compile("Det hjalp litt.*Flere kom på kvelden", re.DOTALL))
    tab.goto(f"{verftet.here}/since-last-time")
    _say(tab, "Det hjalp ikke", "De som kom, gikk igjen")
    _say(tab, "Ikke sagt noe", "")
    verftet.answer("1-1", 7)
    tab.reload()
    looked_at(tab, "4", "7")
    open_action(tab, verftet)
    expect(verdicts).to_have_count(0)
    has_history(tab, *UNTIL_DONE, *AFTERWARDS)
    for said in ("Flere kom på kvelden", "De som kom, gikk igjen"):
        expect(tab.get_by_role("region", name="Det som har hendt")).to_contain_text(said)


def _say(page: Page, verdict: str, words: str) -> None:
    asked = page.get_by_role("region", name=TEXT)
    asked.get_by_role("radio", name=verdict, exact=True).check()
    asked.get_by_label("Med deres egne ord").fill(words)
    with page.expect_navigation():
        press(page, "Enter", "button", "Lagre")
    expect(asked.get_by_role("radio", name=verdict, exact=True)).to_be_checked()
    expect(asked.get_by_label("Med deres egne ord")).to_have_value(words)
