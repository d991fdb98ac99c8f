"""A whole field in a real meeting: somebody leads, and nine phones follow, answer, get lost and come back."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from domain.measurement.events import AnswersRevealed
from services.reports.figures import figures_of
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.talks import PARTNER, PUBLIC, Talk, meetings_of
from tests.support.towns import found_town, session_of

pytestmark = pytest.mark.browser

FIELD = "equality"
PHONES = 8
SAVE, SHOW = "Lagre og gå videre", "Vis svarene"
COMMENT, DISSENT, ACTION = "Vi snakket lenge om dette.", "Noen mener at det er uklart.", "Møtes på gården"
TOO_LATE = "Svarene var allerede vist da ditt kom fram."
KEPT = "Svaret ligger på telefonen"


@pytest.fixture(scope="module")
def talk(site: Site) -> Talk:
    return meetings_of(found_town(site)).talk()


@pytest.fixture
def contexts(browser: Chromium) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class Phone:
    """In a browser of its own. `said`: what it chose, by question."""

    def __init__(self, chromium: Chromium, contexts: ExitStack, talk: Talk, sector: str) -> None:
        self.talk = talk
        self.context: BrowserContext = contexts.enter_context(
            chromium.new_context(viewport={"width": 390, "height": 800}, locale="nb-NO")
        )
        self.context.set_default_timeout(15_000)
        self.context.route(re.compile(r"\.(woff2|svg)$"), lambda route: route.abort())
        self.page: Page = self.context.new_page()
        self.said: dict[str, int] = {}
        self.page.goto(f"{talk.town.site.address}/join/{talk.code}")
        self.page.locator(f"#sector-{sector}").check()
        self.page.get_by_role("button", name="Bli med").click()
        self.page.wait_for_url(f"**{talk.room}")

    def choose(self, question: str, answer: int) -> None:
        self.at("answering", question)
        self.page.locator(f".now input[name=answer][value='{answer}']").press("Space")
        self.said[question] = answer

    def at(self, step: str, question: str = "") -> None:
        expect(self.page.locator(f".now[data-mark^='{step}|{question}']")).to_have_count(1)

    def come_back(self) -> None:
        """After the page was closed."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(self.talk.town.site.address + self.talk.room)


class Leader:
    def __init__(self, chromium: Chromium, contexts: ExitStack, talk: Talk, who) -> None:
        self.context = contexts.enter_context(chromium.new_context(locale="nb-NO"))
        self.context.set_default_timeout(15_000)
        site = talk.town.site
        self.context.add_cookies([{"name": COOKIE, "value": session_of(site, who), "url": site.address}])
        self.home = site.address + talk.home
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> None:
        self.page.goto(self.home + path)

    def wait_for(self, answers: str) -> None:
        expect(self.page.locator("#live-private")).to_contain_text(answers)

    def show(self) -> None:
        # The page is sent anew, maybe after it has heard of the answers: what is chosen before that would be gone.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=SHOW).click()
        expect(self.page.locator("#apart")).to_be_visible()

    def agree(self, answer: int) -> None:
        before = self.page.url
        self.page.locator(f"form[data-draft] input[name=answer][value='{answer}']").press("Space")
        self.page.get_by_role("button", name=SAVE).click()
        self.page.wait_for_url(lambda url: url != before)


def test_a_group_answers_a_whole_field_apart_and_together(browser: Chromium, contexts: ExitStack, talk: Talk) -> None:
    leader = Leader(browser, contexts, talk, talk.leader)
    leader.open("/room")
    leader.page.get_by_role("button", name="Slipp inn telefoner").click()
    expect(leader.page.locator(".join-code")).to_have_text(re.compile(r"^\w{3}-\w{3}$"))
    phones = [Phone(browser, contexts, talk, PUBLIC if number % 2 else PARTNER) for number in range(PHONES)]
    expect(leader.page.locator("#live-company")).to_contain_text(f"{PHONES} telefoner er med")
    leader.open("/questions/1-1")
    leader.page.get_by_role("button", name="Ta gruppa med hit").click()
    agreed = {"1-1": as_usual(leader, phones, "1-1", 3)}
    agreed["1-2"] = one_loses_the_line(leader, phones, "1-2")
    agreed["1-3"] = one_comes_late(browser, contexts, talk, leader, phones)
    agreed["1-4"] = the_leader_loads_again(leader, phones, "1-4")
    agreed["1-5"] = one_answers_too_late(leader, phones, "1-5")
    second = Leader(browser, contexts, talk, talk.town.administrator)
    agreed["1-6"] = two_press_at_once(leader, second, phones, "1-6")
    agreed["1-7"] = as_usual(leader, phones, "1-7", 8)
    for phone in phones:
        phone.at("pause", FIELD)
    talk.town.show()
    assert dict(talk.state().answers) == agreed
    what_became_of_it(talk, phones, agreed)


def all_choose(phones: list[Phone], question: str, base: int = 2) -> None:
    for number, phone in enumerate(phones):
        phone.choose(question, (base + number) % 11)


def all_see(phones: list[Phone], question: str) -> None:
    for phone in phones:
        phone.at("revealed", question)


def nobody_thinks(phones: list[Phone]) -> str:
    return f"{len(phones)} svar. Vi venter ikke på flere."


def as_usual(leader: Leader, phones: list[Phone], question: str, answer: int) -> int:
    all_choose(phones, question)
    leader.wait_for(nobody_thinks(phones))
    leader.show()
    all_see(phones, question)
    expect(phones[0].page.locator(".own-answer")).to_have_text(f"Du svarte {phones[0].said[question]}.")
    leader.agree(answer)
    return answer


def one_loses_the_line(leader: Leader, phones: list[Phone], question: str) -> int:
    """What was chosen meanwhile is kept and sent; and a page that was closed knows what it answered."""
    lost, *others = phones
    lost.at("answering", question)
    lost.context.set_offline(True)
    lost.choose(question, 9)
    expect(lost.page.locator(".saving")).to_contain_text(KEPT)
    for number, phone in enumerate(others):
        phone.choose(question, number)
    leader.wait_for(f"{len(others)} av {len(phones)} har svart.")
    others[0].come_back()
    others[0].at("answering", question)
    expect(others[0].page.locator(".now input[name=answer][value='0']")).to_be_checked()
    lost.context.set_offline(False)
    leader.wait_for(nobody_thinks(phones))
    leader.show()
    all_see(phones, question)
    leader.page.get_by_role("textbox", name="Kommentar").fill(COMMENT)
    leader.agree(4)
    return 4


def one_comes_late(chromium: Chromium, contexts: ExitStack, talk: Talk, leader: Leader, phones: list[Phone]) -> int:
    """After the answers were shown: they are seen, and none is asked for."""
    question = "1-3"
    all_choose(phones, question)
    leader.wait_for(nobody_thinks(phones))
    leader.show()
    late = Phone(chromium, contexts, talk, PUBLIC)
    late.at("revealed", question)
    expect(late.page.locator("form.ballot")).to_have_count(0)
    all_see(phones, question)
    phones.append(late)
    leader.page.locator("summary", has_text="enig").first.click()
    leader.page.locator("textarea[name=dissent]").fill(DISSENT)
    leader.agree(5)
    return 5


def the_leader_loads_again(leader: Leader, phones: list[Phone], question: str) -> int:
    all_choose(phones, question)
    leader.wait_for(nobody_thinks(phones))
    leader.show()
    leader.page.reload()
    expect(leader.page.locator("#apart")).to_be_visible()
    all_see(phones, question)
    leader.page.get_by_role("textbox", name="Nytt forslag").fill(ACTION)
    leader.agree(6)
    return 6


def one_answers_too_late(leader: Leader, phones: list[Phone], question: str) -> int:
    """Without a line while the answers were shown: it is told so, and not counted."""
    lost, *others = phones
    lost.at("answering", question)
    lost.context.set_offline(True)
    lost.choose(question, 10)
    expect(lost.page.locator(".saving")).to_contain_text(KEPT)
    for number, phone in enumerate(others):
        phone.choose(question, number)
    leader.wait_for(f"{len(others)} av {len(phones)} har svart.")
    leader.show()
    all_see(others, question)
    lost.context.set_offline(False)
    lost.at("revealed", question)
    expect(lost.page.locator("#told")).to_contain_text(TOO_LATE)
    expect(lost.page.locator(".own-answer")).to_be_hidden()
    del lost.said[question]
    leader.agree(7)
    return 7


def two_press_at_once(leader: Leader, second: Leader, phones: list[Phone], question: str) -> int:
    all_choose(phones, question)
    second.open(f"/questions/{question}")
    for each in (leader, second):
        each.wait_for(nobody_thinks(phones))
    # As in `show`, for both.
    with leader.page.expect_navigation(), second.page.expect_navigation():
        for each in (leader, second):
            each.page.evaluate("document.getElementById('reveal').click()")
    for each in (leader, second):
        expect(each.page.locator("#apart")).to_be_visible()
    all_see(phones, question)
    leader.agree(2)
    expect(second.page.locator("#live-bar")).to_contain_text("Gruppa er på en annen side.")
    return 2


def what_became_of_it(talk: Talk, phones: list[Phone], agreed: Mapping[str, int]) -> None:
    """The score is of what was agreed, and the spread of what each said alone; the log has both."""
    state = talk.state()
    revealed = [event for event in talk.events() if isinstance(event, AnswersRevealed)]
    assert [event.question for event in revealed] == list(agreed)
    for event in revealed:
        said = [phone.said[event.question] for phone in phones if event.question in phone.said]
        assert event.tally.counts == tuple(said.count(point) for point in range(11))
        assert event.tally.number == len(said)
    instrument, _ = talk.town.world.instruments.newest()
    field = next(each for each in figures_of(state, instrument).fields if each.field == FIELD)
    assert field.score == sum(agreed.values()) / len(agreed)
    assert set(state.comments) == {"1-2"}
    assert set(state.dissents) == {"1-3"}
    assert talk.gathered().waiting == {}
