"""In a real browser: KS proposes a national measurement; one town accepts it at another hour, another declines, and a
third finds it withdrawn."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.civil_time import moment_of
from domain.ids import ProposalId
from domain.proposal.answering.decisions import DeclineProposal
from infra.identity import new_stream_id
from infra.translation import LANGUAGES, Translator
from services.application.proposals import accept_as_it_is, decline_proposal
from tests.running_site import Site
from tests.support.proposals import next_january, propose, withdraw
from tests.support.tabs import press, tab_of, too_wide
from tests.support.towns import Person, Town, analyst, found_town

pytestmark = pytest.mark.browser

T = Translator("nb")

Pages = dict[str, tuple[Person, str]]


@pytest.fixture
def towns(house: Site) -> list[Town]:
    found = [found_town(house, name) for name in ("Forstevik", "Andrevik", "Tredjevik")]
    for town in found:
        town.collaborate("Verftet møteplass")
        town.show()
    return found


def test_three_towns_answer_each_in_its_way(
    house: Site, towns: list[Town], sign_in: Callable[[Person], Page], axe: Callable[[Page], None]
) -> None:
    kari = sign_in(analyst(house))
    proposed(kari, house, axe)
    address = kari.url
    one, two, three = (sign_in(town.administrator) for town in towns)
    accepted_at_another_hour(one, house, towns[0], axe)
    declined(two, house, towns[1], axe)
    three.goto(f"{house.address}{towns[2].home}")
    three.get_by_role("link", name="Se forslaget og svar: Våren sett fra hele landet").click()
    kari.goto(address)
    kari.get_by_text("Trekk forslaget", exact=True).click()
    press(kari, "Enter", "button", "Trekk forslaget fra alle kommuner")
    expect(kari.locator(".ds-error-summary")).to_be_visible()
    kari.get_by_label("Hvorfor?").fill("Departementet måler selv i år")
    press(kari, "Enter", "button", "Trekk forslaget fra alle kommuner")
    expect(kari.get_by_text("Departementet måler selv i år")).to_be_visible()
    for name in ("Forstevik", "Andrevik", "Tredjevik"):
        expect(kari.get_by_text(name)).to_have_count(0)
    press(three, "Enter", "button", "Ta imot som det er")
    expect(three.get_by_role("alert")).to_contain_text("KS har trukket forslaget. Ingenting er lagret.")
    expect(three.get_by_text("Departementet måler selv i år")).to_be_visible()
    axe(three)
    one.reload()
    expect(one.get_by_text("Kampanjen går videre som planlagt")).to_be_visible()
    axe(one)


def proposed(page: Page, house: Site, axe: Callable[[Page], None]) -> None:
    """The dates follow what is chosen, and a form that lacks words keeps the others."""
    page.goto(f"{house.address}/ks")
    page.get_by_role("link", name="Forslag om nasjonale målinger").click()
    page.get_by_role("link", name="Foreslå en måling").click()
    page.get_by_label("Hvor ofte?").select_option("once")
    expect(page.get_by_role("region", name="Datoene dette fører til").get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Første dag").fill(next_january(house).isoformat())
    page.get_by_label("Navn på målingen").first.fill("Våren sett fra hele landet")
    page.get_by_label("Hvorfor?").first.fill("Vi vil vite hvordan samskapingen går")
    press(page, "Enter", "button", "Send forslaget til alle kommuner")
    expect(page.locator(".ds-error-summary")).to_be_visible()
    expect(page.get_by_label("Hvorfor?").first).to_have_value("Vi vil vite hvordan samskapingen går")
    axe(page)
    page.get_by_label("Hva ber KS om?").first.fill("Mål i januar, alle på en gang")
    press(page, "Enter", "button", "Se brevet")
    expect(page.get_by_role("heading", name="Brevet til administratorene")).to_be_focused()
    looks_as_in_a_mail_program(page)
    axe(page)
    press(page, "Enter", "button", "Send forslaget til alle kommuner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Våren sett fra hele landet")
    looks_as_in_a_mail_program(page)


def looks_as_in_a_mail_program(page: Page) -> None:
    letter = page.frame_locator('iframe[title^="Brevet på bokmål"]')
    expect(letter.get_by_role("link", name="Se forslaget og svar")).to_have_css("background-color", "rgb(11, 74, 83)")


def accepted_at_another_hour(page: Page, house: Site, town: Town, axe: Callable[[Page], None]) -> None:
    page.goto(f"{house.address}{town.home}")
    axe(page)
    page.get_by_role("link", name="Se forslaget og svar: Våren sett fra hele landet").click()
    expect(page.get_by_text("Mål i januar, alle på en gang")).to_be_visible()
    page.get_by_role("link", name="Velg en annen tid").click()
    page.get_by_label("Klokkeslett").fill("13:00")
    page.get_by_label("Klokkeslett").press("Tab")
    later = moment_of(datetime.combine(next_january(house), time(13)))
    dates = page.get_by_role("region", name="Datoene dette fører til")
    expect(dates).to_contain_text(T.weekday_moment(later))
    axe(page)
    press(page, "Enter", "button", "Ta imot med denne planen")
    expect(page.get_by_role("region", name="Planen")).to_contain_text("kl. 13.00")
    expect(page.get_by_role("region", name="Planen")).to_contain_text("Kampanjen bygger på et forslag fra KS")


def declined(page: Page, house: Site, town: Town, axe: Callable[[Page], None]) -> None:
    page.goto(f"{house.address}{town.home}/campaigns")
    page.get_by_role("link", name="Se forslaget og svar: Våren sett fra hele landet").click()
    page.get_by_text("Takk nei", exact=True).click()
    page.get_by_label("Hvorfor?").fill("Vi måler i mars")
    press(page, "Enter", "button", "Takk nei til forslaget")
    expect(page.get_by_text("Vi måler i mars")).to_be_visible()
    expect(page.get_by_role("button", name="Ta imot som det er")).to_be_visible()
    axe(page)


@pytest.fixture(scope="module")
def pages(house: Site) -> Pages:
    """A proposal of each kind, as KS and a municipality see it."""
    town, kari, now = found_town(house, "Svarvik"), analyst(house), house.world.clock.now()
    ada, by = town.administrator, town.administrator.here
    begun = (now - timedelta(days=20)).date()
    waiting = propose(house, "Våren 2031 sett fra hele landet", nynorsk="Våren 2031 sett frå heile landet")
    yes, no, gone = (propose(house, f"Nasjonal måling nummer {number}") for number in (1, 2, 3))
    over = propose(house, "Fjorårets måling", at=now - timedelta(days=30), begins=begun, rule=None)
    late = propose(house, "Midt i året", at=now - timedelta(days=30), begins=begun, rule="FREQ=DAILY;INTERVAL=30")
    house.run(accept_as_it_is(town.world, by, yes, "Nasjonal måling nummer 1", new_stream_id()))
    house.run(decline_proposal(town.world, by, no, DeclineProposal(reason="Vi har ikke tid"), new_stream_id()))
    for one in (yes, gone):
        withdraw(house, one)
    town.show()

    def of(which: ProposalId) -> str:
        return f"{town.home}/proposals/{which}"

    shown = {"waiting": waiting, "accepted": yes, "declined": no, "withdrawn": gone, "over": over, "begun": late}
    return {
        "KS": (kari, "/ks"),
        "proposals at KS": (kari, "/ks/proposals"),
        "a new proposal": (kari, "/ks/proposals/new"),
        "a proposal at KS": (kari, f"/ks/proposals/{waiting}"),
        "a withdrawn proposal at KS": (kari, f"/ks/proposals/{gone}"),
        "workspace": (ada, town.home),
        "campaigns": (ada, f"{town.home}/campaigns"),
        "another time": (ada, f"{of(waiting)}/plan"),
        **{f"a proposal, {name}": (ada, of(which)) for name, which in shown.items()},
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_accessibility_or_scrolls_sideways(
    house: Site, pages: Pages, browser: Browser, axe: Callable[[Page], None], language: str
) -> None:
    found = []
    for person in dict.fromkeys(person for person, _ in pages.values()):
        with tab_of(browser, house, person, language=language) as page:
            for path in [path for who, path in pages.values() if who is person]:
                page.goto(f"{house.address}{path}")
                expect(page.locator("html")).to_have_attribute("lang", language)
                axe(page)
                found += too_wide(page)
    assert found == []
