"""A measurement's own page: going on, pausing, closing, and what can be done about it afterwards."""

import pytest

from domain.measurement.commands import AnswerQuestion
from domain.measurement.state import Status
from domain.scoring.answer import NOT_RELEVANT
from domain.workspace.events import Role
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session
from tests.web.measuring.test_question import COMMENT, words_in


def test_it_says_where_the_group_is_and_leads_on(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    assert browser.open(under_way.home).follow("Gå videre").path == under_way.question("1-1")
    under_way.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    page = browser.open(under_way.home)
    assert page.one("heading", "Dere er ved spørsmål 1\u2060-\u20602: Tid til tillit")
    assert page.follow("Gå videre").path == under_way.question("1-2")


def test_a_group_that_has_answered_everything_is_led_to_its_profile(
    answered: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(answered.leader).open(answered.home)
    assert page.one("heading", "Alle spørsmålene er besvart")
    assert page.follow("Gå videre").path == f"{answered.home}/profile"


def test_every_field_shows_how_far_it_has_come(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=NOT_RELEVANT, seen=None))
    under_way.do(AnswerQuestion(question="1-2", answer=4, seen=None))
    page = browser_for(under_way.member).open(under_way.home)
    way = page.names("listitem", page.one("region", "Veien gjennom målingen"))
    assert way[0] == "Verdiene Alle verdiene er vektet"
    assert way[1] == "Likeverdighet 2 av 7 besvart"


def test_a_break_and_going_on_again(under_way: Session, browser_for: OpenBrowser) -> None:
    paused = browser_for(under_way.leader).open(under_way.home).press("Ta pause")
    assert paused.one("region", "Målingen er satt på pause")
    assert under_way.state().status is Status.PAUSED
    assert paused.press("Fortsett målingen").path == under_way.question("1-1")
    assert under_way.state().status is Status.OPEN


def test_going_on_leads_to_no_page_outside_the_measurement(under_way: Session, browser_for: OpenBrowser) -> None:
    paused = browser_for(under_way.leader).open(under_way.home).press("Ta pause")
    for elsewhere in ("/sign-in", "https://example.org/", f"{under_way.home}x/y"):
        assert paused.press("Fortsett målingen", next=elsewhere).path == under_way.home


def test_closing_says_what_it_means_and_what_is_missing(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    page = browser_for(under_way.leader).open(under_way.home).follow("Avslutt målingen")
    assert "Svar og kommentarer kan ikke endres etterpå." in page.text
    missing = page.one("region", "Dette mangler")
    assert "Likeverdighet: 6 spørsmål er ikke besvart" in missing.text
    assert page.one("link", "1-2 Tid til tillit", missing).get("href") == under_way.question("1-2")
    assert "Dere har ikke valgt noen tiltak." in page.text


def test_closing_publishes_the_figures_and_leads_to_the_report(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(f"{answered.home}/close")
    assert "Alle spørsmålene er besvart, og alle verdiene er vektet." in page.text
    report = page.press("Avslutt målingen")
    assert report.path == f"{answered.home}/report"
    assert answered.state().status is Status.CLOSED
    assert browser_for(answered.member).open(answered.home).one("heading", "Målingen er avsluttet")


def test_a_double_click_closes_once(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(f"{answered.home}/close")
    for _ in range(2):
        assert page.press("Avslutt målingen").path == f"{answered.home}/report"
    assert answered.events().count("measurement.measurement-closed.v1") == 1


def test_a_measurement_without_a_single_answer_is_not_closed(under_way: Session, browser_for: OpenBrowser) -> None:
    refused = browser_for(under_way.leader).open(f"{under_way.home}/close").press("Avslutt målingen")
    assert refused.status == 409
    assert refused.one("alert")
    assert under_way.state().status is Status.OPEN


def test_closing_what_somebody_else_has_closed_says_when(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(f"{answered.home}/close")
    answered.town.close(answered.measurement)
    answered.town.show()
    refused = page.press("Avslutt målingen")
    assert refused.status == 409
    assert "avsluttet" in refused.one("alert").text.lower()


def test_a_closed_measurement_is_opened_again_with_a_reason(closed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(closed.leader).open(closed.home)
    opened = page.press("Åpne målingen igjen", **{"reopen-reason": "Et svar ble ført feil"})
    assert opened.path == closed.home
    assert closed.state().status is Status.OPEN
    assert "Et svar ble ført feil" in opened.text


@pytest.mark.parametrize(
    ("button", "field"), [("Åpne målingen igjen", "reopen-reason"), ("Annuller målingen", "void-reason")]
)
def test_a_reason_is_asked_for(closed: Session, browser_for: OpenBrowser, button: str, field: str) -> None:
    refused = browser_for(closed.leader).open(closed.home).press(button, **{field: "  "})
    assert refused.status == 422
    assert closed.state().status is Status.CLOSED


def test_a_reason_that_is_too_long_is_kept_whole(closed: Session, browser_for: OpenBrowser) -> None:
    long = "å" * 2001
    refused = browser_for(closed.leader).open(closed.home).press("Annuller målingen", **{"void-reason": long})
    assert refused.status == 422
    assert refused.by_id["void-reason"].text == long


def test_a_voided_measurement_says_so_and_stays_readable(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(answered.home)
    voided = page.press("Annuller målingen", **{"void-reason": "Feil samarbeid"})
    assert voided.one("heading", "Målingen er annullert")
    assert "Feil samarbeid" in voided.text
    assert voided.follow("Se profilen").status == 200


def test_a_measurement_becomes_practice_and_counts_again(answered: Session, browser_for: OpenBrowser) -> None:
    practice = browser_for(answered.leader).open(answered.home).press("Gjør den til en øvelse")
    assert practice.one("region", "Dette er en øvelse")
    assert practice.press("La den telle").all("region", "Dette er en øvelse") == []


def test_what_cannot_be_read_as_a_course_is_refused(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.home)
    assert page.press("Ta pause", course="explode").status == 422


def test_a_participant_sees_where_the_group_is_and_leads_nothing(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.member)
    page = browser.open(under_way.home)
    assert page.one("link", "Gå videre")
    assert not {"Ta pause", "Annuller målingen"} & set(page.names("button"))
    assert browser.send(under_way.home, {"course": "pause"}).status == 403
    assert browser.open(f"{under_way.home}/close").status == 403
    assert browser.open(f"{under_way.home}/attendance").status == 403


def test_a_member_of_another_collaboration_finds_nothing(group: Group, browser_for: OpenBrowser) -> None:
    session, stranger = group.session({}), group.town.join(Role.PARTICIPANT, "Sara Deltaker")
    group.town.show()
    browser = browser_for(stranger)
    for path in ("", "/values", "/questions/1-1", "/fields/equality", "/profile", "/actions", "/report"):
        assert browser.open(session.home + path).status == 404


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_can_be_read_in_every_language(closed: Session, browser_for: OpenBrowser, language: str) -> None:
    browser = browser_for(closed.leader, language=language)
    pages = ("", "/values", "/values/openness", "/questions/1-1", "/fields/equality", "/fields/equality/pause")
    for path in (*pages, "/profile", "/actions", "/close", "/report", "/attendance"):
        assert browser.open(closed.home + path).status == 200
    assert browser.open(f"{closed.collaboration_home}/measurements/new").status == 200


def test_an_erased_text_says_so(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    page.press(
        "Legg til tiltak", {"Kommentar (kan stå tomt)": "Et navn", "Nytt forslag til tiltak (kan stå tomt)": "X"}
    )
    noted = under_way.state().comments["1-1"].text
    erased = under_way.town.world.keyring.erase_part(under_way.town.workspace.tenant, noted.key_id)
    under_way.town.site.run(erased)
    shown = browser_for(under_way.leader).open(f"{under_way.home}/fields/equality")
    assert "Et navn" not in shown.text
    assert "slettet" in shown.one("article", "1-1 Rom for forhandling").text
    again = browser_for(under_way.leader).open(under_way.question("1-1"))
    assert words_in(again, "textbox", COMMENT) == ""
