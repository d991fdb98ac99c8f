"""A collaboration's partners, and the members who belong to it for them."""

from domain.ids import CollaborationId
from domain.workspace.events import Role
from tests.support.browsing import Shown
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser


def partners_page(
    town: Town, browser_for: OpenBrowser, collaboration: CollaborationId, who: Person | None = None
) -> Shown:
    return town.page(browser_for(who or town.administrator), f"/collaborations/{collaboration}/partners")


def test_a_partner_is_added_and_seen_at_once(town: Town, browser_for: OpenBrowser) -> None:
    page = partners_page(town, browser_for, town.collaborate())
    page = page.press("Legg til partneren", {"Navn på partneren": "NAV Steinkjer", "Sektor": "state"})
    page.one("heading", "NAV Steinkjer")


def test_a_double_click_adds_one_partner(town: Town, browser_for: OpenBrowser) -> None:
    page = partners_page(town, browser_for, town.collaborate())
    for _ in range(2):
        after = page.press("Legg til partneren", {"Navn på partneren": "NAV", "Sektor": "state"})
    assert after.names("heading").count("NAV") == 1


def test_a_partner_is_not_named_twice_and_what_was_typed_stays(town: Town, browser_for: OpenBrowser) -> None:
    page = partners_page(town, browser_for, town.collaborate())
    refused = page.press("Legg til partneren", {"Navn på partneren": "kommunen", "Sektor": "municipality"})
    assert refused.status == 409
    assert "«kommunen» er med i samarbeidet allerede" in refused.by_id["name-error"].text
    assert refused.one("textbox", "Navn på partneren").get("value") == "kommunen"


def test_a_facilitator_brings_a_member_in_for_a_partner_and_takes_them_out(
    town: Town, browser_for: OpenBrowser
) -> None:
    finn, pia = town.join(Role.FACILITATOR, "Finn Fasilitator"), town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate()
    page = partners_page(town, browser_for, collaboration, finn)
    options = {option.text: option.get("value") for option in page.one("combobox", "For hvilken partner")}
    choice = {"Hvem": str(pia.here.subject), "For hvilken partner": options["Friskgården AS"]}
    page = page.press("Ta med", choice)
    assert "Pia Deltaker" in page.one("region", "Friskgården AS").text
    assert browser_for(pia).open(f"{town.home}/collaborations/{collaboration}").status == 200
    page = page.press("Ta ut: Pia Deltaker")
    assert "Pia Deltaker" not in page.one("region", "Friskgården AS").text
    assert browser_for(pia).open(f"{town.home}/collaborations/{collaboration}").status == 404


def test_who_is_invited_today_can_be_brought_in_today(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.show()
    browser = browser_for(town.administrator)
    browser.open(f"{town.home}/people").press("Send invitasjonen", {"E-postadresse": "nina@example.org"})
    page = browser.open(f"{town.home}/collaborations/{collaboration}/partners")
    people = {option.text: option.get("value") for option in page.one("combobox", "Hvem")}
    partners = {option.text: option.get("value") for option in page.one("combobox", "For hvilken partner")}
    page = page.press("Ta med", {"Hvem": people["nina@example.org"], "For hvilken partner": partners["Kommunen"]})
    assert "nina@example.org (invitert)" in page.one("region", "Kommunen").text


def test_choosing_nobody_is_refused_at_the_field(town: Town, browser_for: OpenBrowser) -> None:
    town.join(Role.PARTICIPANT, "Pia Deltaker")
    refused = partners_page(town, browser_for, town.collaborate()).press("Ta med")
    assert refused.status == 422
    assert refused.one("combobox", "Hvem").get("aria-invalid") == "true"


def test_a_partner_leaves_after_a_second_question(town: Town, browser_for: OpenBrowser) -> None:
    page = partners_page(town, browser_for, town.collaborate())
    confirm = page.follow("Fjern partneren: Kommunen")
    confirm.one("heading", "Fjerne partneren Kommunen?")
    after = confirm.press("Fjern partneren")
    assert after.path.endswith("/partners")
    assert "Kommunen" not in after.names("heading")


def test_a_partner_with_people_stays(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    page = partners_page(town, browser_for, collaboration)
    assert page.all("link", "Fjern partneren: Friskgården AS") == []
    (partner,) = [
        region.get("aria-labelledby").removeprefix("partner-") for region in page.all("region", "Friskgården AS")
    ]
    confirm = page.browser.open(f"{page.path}/{partner}/removal")
    refused = confirm.press("Fjern partneren")
    assert (refused.status, "hører til samarbeidet for Friskgården AS" in refused.text) == (409, True)
