"""Before the first answer."""

from domain.sectors import Sector
from domain.workspace.events import Role
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

START = "Start målingen"


def prepared(town: Town) -> str:
    collaboration = town.collaborate()
    town.show()
    return f"{town.home}/collaborations/{collaboration}/measurements/new"


def test_the_page_says_what_happens_to_what_people_say(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    assert page.one("region", "Les dette høyt først")
    assert "uten navn på hvem som mente hva" in page.text
    assert page.one("link", "Mer om personvern").get("href") == "/privacy"


def test_who_is_in_the_room_is_suggested_from_the_partners(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    assert page.one("spinbutton", "Kommune").get("value") == "1"
    assert page.one("spinbutton", "Sosial entreprenør").get("value") == "1"
    assert page.one("spinbutton", "Innbyggere").get("value") == ""


def test_starting_leads_to_the_values(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    values = page.press(START, {"Kommune": "3", "Hvor er dere? (kan stå tomt)": "På gården"})
    assert values.one("heading", "Hva er viktig for dere?")
    overview = values.follow("Oversikt")
    assert "På gården" in overview.text
    assert "Kommune: 3" in overview.text


def test_a_double_click_starts_one_measurement(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    assert page.press(START).path == page.press(START).path


def test_pressing_again_after_a_lost_answer_leads_to_the_one_that_was_started(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    first = page.press(START)
    assert page.press(START, {"Kommune": "9"}).path == first.path


def test_nobody_in_the_room_is_refused_with_everything_kept(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    refused = page.press(START, {"Kommune": "", "Sosial entreprenør": "", "Hvor er dere? (kan stå tomt)": "Hjemme"})
    assert refused.status == 422
    assert "Ingenting ble lagret" in refused.one("alert").text
    assert refused.one("textbox", "Hvor er dere? (kan stå tomt)").get("value") == "Hjemme"
    assert refused.press(START, {"Innbyggere": "2"}).one("heading", "Hva er viktig for dere?")


def test_what_is_no_number_of_people_is_refused(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    assert page.press(START, {"Kommune": "noen"}).status == 422


def test_a_practice_measurement_says_so(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(prepared(town))
    started = page.press(START, {"Teller denne målingen?": "practice"})
    assert started.follow("Oversikt").one("region", "Dette er en øvelse")


def test_a_measurement_that_is_under_way_is_pointed_out(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.collaboration_home}/measurements/new")
    assert page.one("region", "Det er en måling i gang allerede")
    assert page.one("link", "Fortsett på den").get("href") == under_way.home


def test_a_participant_does_not_prepare(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    town.show()
    assert browser_for(pia).open(f"{town.home}/collaborations/{collaboration}/measurements/new").status == 403


def test_who_is_here_can_be_counted_again(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.home).follow("Rett antallet")
    overview = page.press("Lagre antallet", {"Kommune": "", "Innbyggere": "4"})
    assert "Innbyggere: 4" in overview.text
    assert under_way.state().attendance == {Sector.SOCIAL_ENTERPRISE: 2, Sector.CITIZENS: 4}


def test_counting_nobody_is_refused_with_the_numbers_kept(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/attendance")
    refused = page.press("Lagre antallet", {"Kommune": "1000"})
    assert refused.status == 422
    assert refused.one("spinbutton", "Kommune").get("value") == "1000"
