"""In a real browser: a new version of the questions, from KS's file to a municipality's measurement, and out of use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from instrument_text import encoded, next_version
from instruments import SAMSON, with_question
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from tests.running_site import Site
from tests.support.towns import Person, analyst, found_town

pytestmark = pytest.mark.browser

TWO = next_version(SAMSON, " Sånn gjør vi det til vanlig.")


def test_two_people_of_ks_bring_a_new_version_to_a_municipality(
    house: Site, sign_in: Callable[[Person], Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    town = found_town(house)
    collaboration = town.collaborate()
    town.show()
    kari, ola, ada = sign_in(analyst(house)), sign_in(analyst(house)), sign_in(town.administrator)
    take_in(kari, axe, tmp_path)
    let_through(kari, ola, axe)
    statement = measure(ada, f"{house.address}{town.home}/collaborations/{collaboration}")
    assert statement == TWO.questions["1-1"].statement["nb"]
    ola.get_by_label("Hvorfor?").fill("Ordene i 1-1 misforstås")
    ola.get_by_role("button", name="Ta ut av bruk").click()
    expect(ola.get_by_text("Tatt ut av bruk").first).to_be_visible()
    axe(ola)
    statement = measure(ada, f"{house.address}{town.home}/collaborations/{collaboration}")
    assert statement == SAMSON.questions["1-1"].statement["nb"]


def take_in(page: Page, axe: Callable[[Page], None], folder: Path) -> None:
    """First a file with two flaws, then a sound one."""
    page.get_by_role("link", name="KS", exact=True).click()
    page.get_by_role("link", name="Versjoner av spørsmålene").click()
    broken = with_question("1-1", lambda one: replace(one, links={}, continues="9-9"), of=TWO)
    choose(page, folder / "samson-v2.toml", encoded(broken))
    expect(page.get_by_role("heading", name="2 ting må rettes i filen")).to_be_visible()
    expect(page.get_by_label("Hva er nytt?")).to_have_value("Etter høring")
    axe(page)
    choose(page, folder / "samson-v2.toml", encoded(TWO))
    expect(page.get_by_role("heading", level=1)).to_have_text("Versjon 2")
    axe(page)


def choose(page: Page, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.get_by_label("Filen", exact=True).set_input_files(path)
    page.get_by_label("Hva er nytt?").fill("Etter høring")
    page.get_by_role("button", name="Ta inn filen").click()


def let_through(kari: Page, ola: Page, axe: Callable[[Page], None]) -> None:
    """By the keyboard where it can't be undone."""
    kari.get_by_role("button", name="Send til gjennomgang").click()
    expect(kari.get_by_text("Du tok inn dette utkastet")).to_be_visible()
    axe(kari)
    ola.goto(kari.url)
    ola.get_by_role("button", name="Godkjenn utkastet").click()
    ola.get_by_role("button", name="Gi ut …").press("Enter")
    expect(ola.get_by_role("dialog")).to_be_visible()
    axe(ola)
    ola.get_by_role("dialog").get_by_role("button", name="Gi ut versjonen").press("Enter")
    expect(ola.get_by_text("I bruk i nye målinger")).to_be_visible()
    axe(ola)


def measure(page: Page, collaboration: str) -> str:
    """Begins a measurement, and returns what its first question says."""
    page.goto(f"{collaboration}/measurements/new")
    page.get_by_label("Kommune", exact=True).fill("2")
    page.get_by_role("button", name="Start målingen").click()
    page.wait_for_url("**/values**")
    page.goto(page.url.split("/values")[0] + "/questions/1-1")
    return page.locator("h1").inner_text()
