"""The main job in a real browser, on a whole `samson up`: from the sign-in link to the PDF in hand."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from houses import House, up
from playwright.sync_api import Page, expect

from infra.instruments import shipped_instruments

pytestmark = pytest.mark.browser

INSTRUMENT = shipped_instruments().newest()[0]
COMMENT = "Vi er ikke enige om hvem som bestemmer."
ACTION = "Møtes hjemme hos hverandre annenhver gang."
OWN = ("Ungdommene vet hvem de kan spørre", "Vi har det gøy sammen")
MINUTE = 60_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with up(tmp_path_factory.mktemp("journey") / "state") as running:
        yield running


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(20_000)
    return page


def test_a_facilitator_takes_a_collaboration_through_a_measurement_to_its_pdf(
    house: House, page: Page, axe: Callable[[Page], None]
) -> None:
    sign_in(page, house.link("fasilitator@"))
    axe(page)
    start(page, axe)
    home = re.sub(r"(/w/arendal/measurements/[^/?]+).*", r"\1", page.url)
    weigh_values(page, home, axe)
    answer_questions(page, home, axe)
    look_at_profiles(page, home, axe)
    agree_on_the_action(page, home, axe)
    close(page, home, axe)
    words = download_report(page, axe)
    assert COMMENT in words
    assert ACTION in words
    for field in INSTRUMENT.fields:
        assert f"{field.number}. {field.name['nb']}" in words


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arendal")


def start(page: Page, axe: Callable[[Page], None]) -> None:
    page.get_by_role("main").get_by_role("link", name="Gateentreprenørene").first.click()
    page.get_by_role("link", name="Mål igjen").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gjør klart")
    axe(page)
    page.get_by_role("button", name="Start målingen").click()
    page.wait_for_url(re.compile("/w/arendal/measurements/"))


def weigh_values(page: Page, home: str, axe: Callable[[Page], None]) -> None:
    for number, value in enumerate(INSTRUMENT.values):
        page.goto(f"{home}/values/{value.id}")
        for ambition in value.ambitions:
            choose(page, f"weight-{ambition.id}", 8)
        if not number:
            axe(page)
        go_on(page)


def answer_questions(page: Page, home: str, axe: Callable[[Page], None]) -> None:
    first = next(iter(INSTRUMENT.questions))
    page.goto(f"{home}/questions/{first}")
    axe(page)
    page.get_by_label("Kommentar").fill(COMMENT)
    page.get_by_label(re.compile("tiltak", re.IGNORECASE)).last.fill(ACTION)
    choose(page, "answer", 3)
    go_on(page)
    for place, question in enumerate(list(INSTRUMENT.questions)[1:], start=1):
        if f"/questions/{question}" not in page.url:
            expect(page).to_have_url(re.compile("/pause"))
            if place < 10:
                axe(page)
            page.goto(f"{home}/questions/{question}")
        choose(page, "answer", 4 + place % 6)
        go_on(page)


def go_on(page: Page) -> None:
    """As the group does: the page itself leads on."""
    before = page.url
    page.locator("main form button[name=go][value=onward]").last.click()
    page.wait_for_url(lambda url: url != before)


def choose(page: Page, name: str, answer: int) -> None:
    page.locator(f"input[type=radio][name='{name}'][value='{answer}']").press("Space")


def look_at_profiles(page: Page, home: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"{home}/profile")
    expect(page.locator("svg.spider:visible").first).to_be_visible()
    axe(page)
    rows = page.locator("main table").first.locator("tbody tr")
    expect(rows).to_have_count(len(INSTRUMENT.fields))
    page.locator("svg.spider:visible a").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/fields/equality"))
    axe(page)


def agree_on_the_action(page: Page, home: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"{home}/actions")
    axe(page)
    page.get_by_role("checkbox").first.check()
    with page.expect_navigation():
        page.locator("main form").last.locator("button[type=submit]").last.click()


def close(page: Page, home: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"{home}/close")
    axe(page)
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url(re.compile("/report"))


def download_report(page: Page, axe: Callable[[Page], None]) -> str:
    axe(page)
    page.locator("main form").get_by_role("button").last.click()
    ready = page.locator("#shelf a.ds-button")
    expect(ready.first).to_be_visible(timeout=2 * MINUTE)
    with page.expect_download() as loading:
        ready.first.click()
    file = Path(loading.value.path()).read_bytes()
    assert file.startswith(b"%PDF-")
    pages = pypdf.PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.nightly
def test_a_group_asks_questions_of_its_own_and_finds_them_apart_in_profile_and_pdf(
    house: House, page: Page, axe: Callable[[Page], None]
) -> None:
    sign_in(page, house.link("fasilitator@"))
    start(page, axe)
    home = re.sub(r"(/w/arendal/measurements/[^/?]+).*", r"\1", page.url)
    page.goto(f"{home}/questions/1-1")
    choose(page, "answer", 4)
    go_on(page)
    page.goto(home)
    page.get_by_role("link", name="Legg til egne spørsmål").click()
    for statement in OWN:
        page.get_by_label("Nytt eget spørsmål").fill(statement)
        page.get_by_role("button", name="Lagre", exact=True).last.click()
        expect(page.get_by_label(re.compile(r"^Eget spørsmål")).last).to_have_value(statement)
    axe(page)
    page.goto(f"{home}/fields/competences/pause")
    page.get_by_role("link", name="Gå videre til deres egne spørsmål").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN[0])
    axe(page)
    choose(page, "answer", 7)
    page.get_by_label("Kommentar").fill(COMMENT)
    go_on(page)
    go_on(page)
    expect(page).to_have_url(re.compile("/profile$"))
    apart = page.get_by_role("region", name="Egne spørsmål")
    for words in (*OWN, COMMENT, "7 av 10", "Ikke besvart"):
        expect(apart).to_contain_text(words)
    axe(page)
    close(page, home, axe)
    words = download_report(page, axe)
    own = words[words.rindex("Disse spørsmålene er gruppas egne.") :]
    for said in (*OWN, COMMENT, "teller ikke i noen tall"):
        assert said in own


@pytest.mark.parametrize("who", ["administrator@", "deltaker@", "analytiker@", "fagansvarlig@"])
def test_each_kind_of_user_signs_in_with_one_click(house: House, page: Page, who: str) -> None:
    page.goto(house.link(who))
    page.wait_for_url(lambda url: "/sign-in" not in url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
