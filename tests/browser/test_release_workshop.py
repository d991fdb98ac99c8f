"""In a real browser: a quarter from its order to a release that everybody reads, let through by two people of KS."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import Site
from tests.support import asking
from tests.support.towns import Person, analyst

pytestmark = pytest.mark.browser

QUARTER = "2026K1"


def test_two_people_of_ks_let_a_quarter_out(
    house: Site, sign_in: Callable[[Person], Page], axe: Callable[[Page], None]
) -> None:
    """With the worker's own gate. Nobody shares yet: there is nothing in it, and nothing against it."""
    kari, ola = sign_in(analyst(house)), sign_in(analyst(house))
    kari.get_by_role("link", name="KS", exact=True).click()
    kari.get_by_role("link", name="Utgivelser").click()
    kari.get_by_role("link", name="1. kvartal 2026").click()
    kari.get_by_role("button", name="Frys tallene og beregn").press("Enter")
    expect(kari.get_by_role("heading", name="Tallene beregnes")).to_be_visible()
    axe(kari)
    house.work_off()
    # The page asks by itself, and is there anew when the work is done.
    expect(kari.get_by_role("heading", name="Forslaget venter på godkjenning")).to_be_visible()
    axe(kari)
    kari.get_by_role("button", name="Godkjenn forslaget").press("Enter")
    expect(kari.get_by_text("Nå må en annen i KS godkjenne det også")).to_be_visible()
    ola.goto(kari.url)
    ola.get_by_role("button", name="Godkjenn forslaget").press("Enter")
    ola.get_by_role("button", name="Utgi tallene").press("Enter")
    expect(ola.get_by_role("dialog")).to_be_visible()
    axe(ola)
    file = f"{house.address}/national/releases/{QUARTER}/v1.json"
    assert asking.get(file).status_code == 404
    ola.get_by_role("dialog").get_by_role("button", name="Utgi for alle").press("Enter")
    expect(ola.get_by_text("Utgitt, versjon 1")).to_be_visible()
    axe(ola)
    ola.get_by_role("button", name="Bestill en ny versjon").click()
    expect(ola.get_by_label("Hvorfor en ny versjon?")).to_have_attribute("aria-invalid", "true")
    assert asking.get(file).status_code == 200
