"""The page on what KS sees, the yes and the no, and the question on the workspace's page."""

import pytest

from domain.civil_time import civil_of
from domain.national.quarter import Quarter
from domain.workspace.decisions import StartSharing
from domain.workspace.events import Role
from infra.identity import new_stream_id
from services.application.workspaces import decide_workspace
from tests.running_site import Site
from tests.support.browsing import Browser, Shown
from tests.support.releases import hand_made, publish_release
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser

QUESTION = "Skal tallene deres være med i tall for landet?"


@pytest.fixture
def counted(site: Site) -> Town:
    """A municipality of Rogaland with a closed measurement."""
    town = found_town(site, "Stavanger", "1103")
    town.measure(town.collaborate("Verftet"), 6)
    town.show()
    return town


def sharing_page(town: Town, browser: Browser) -> Shown:
    return town.page(browser, "/sharing")


def test_before_saying_yes_the_page_says_what_would_take_part_and_from_where(
    counted: Town, browser_for: OpenBrowser
) -> None:
    page = sharing_page(counted, browser_for(counted.administrator))
    assert page.status == 200
    page.one("heading", "Dere deler ikke")
    assert "Dette er alt som ville vært med fra dere hvis dere sa ja." in page.text
    now = Quarter.of(counted.world.clock.now())
    assert f"{now.number}. kvartal {now.year}" in page.text
    assert "6,0" in page.text
    assert page.all("link", "Verftet")
    assert "Rogaland" in page.text
    assert "Folketall eller KOSTRA-gruppe for kommunen deres er ikke lagt inn." in page.text


def test_yes_is_one_button_and_no_can_say_why(counted: Town, browser_for: OpenBrowser) -> None:
    browser = browser_for(counted.administrator)
    sharing_page(counted, browser).press("Ja, del tallene våre")
    page = sharing_page(counted, browser)
    page.one("heading", "Dere deler")
    assert "Dette er alt som er med fra dere." in page.text
    page.press("Slutt å dele", reason="Vi vil tenke oss om")
    page = sharing_page(counted, browser)
    page.one("heading", "Dere deler ikke")
    assert "Vi vil tenke oss om" in page.text
    assert "Dere sluttet å dele" in page.text
    assert "/reason/erasure" in page.answer.text


def test_a_reason_that_is_too_long_is_kept_on_the_page(counted: Town, browser_for: OpenBrowser) -> None:
    counted.site.run(decide_workspace(counted.world, counted.administrator.here, StartSharing(), new_stream_id()))
    browser = browser_for(counted.administrator)
    page = sharing_page(counted, browser).press("Slutt å dele", reason="x" * 301)
    assert page.status == 422
    assert "x" * 301 in page.text


def test_the_question_is_asked_once_and_of_who_administers(counted: Town, browser_for: OpenBrowser) -> None:
    browser, leader = browser_for(counted.administrator), counted.join(Role.FACILITATOR, "Frida")
    counted.show()
    assert QUESTION not in browser_for(leader).open(counted.home).text
    page = browser.open(counted.home)
    assert QUESTION in page.text
    page.press("Ikke nå")
    counted.show()
    assert QUESTION not in browser.open(counted.home).text
    sharing_page(counted, browser).one("button", "Ja, del tallene våre")


def test_who_has_no_number_is_told_that_nothing_is_seen_of_them(town: Town, browser_for: OpenBrowser) -> None:
    browser = browser_for(town.administrator)
    page = sharing_page(town, browser)
    page.one("heading", "Bare norske kommuner er med i tallene")
    assert page.all("button", "Ja, del tallene våre") == []
    town.measure(town.collaborate("Verftet"), 6)
    town.show()
    assert QUESTION not in browser.open(town.home).text


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PARTICIPANT])
def test_only_who_administers_sees_the_page_and_answers(counted: Town, browser_for: OpenBrowser, role: Role) -> None:
    person = counted.join(role, "Per")
    counted.show()
    assert browser_for(person).open(f"{counted.home}/sharing").status == 403


def test_the_last_release_says_what_was_published_and_withheld_in_our_groups(
    counted: Town, browser_for: OpenBrowser, site: Site
) -> None:
    before = sharing_page(counted, browser_for(counted.administrator))
    # Newer than whatever other tests have published on this site.
    year = civil_of(counted.world.clock.now()).year
    assert "Ingen tall for landet er offentliggjort ennå." in before.text or "Siste utgivelse" in before.text
    site.run(publish_release(site.database, site.world.log, hand_made(f"{year}K4")))
    page = sharing_page(counted, browser_for(counted.administrator))
    assert f"Siste utgivelse er for 4. kvartal {year}, versjon 1" in page.text
    assert "Av 28 gjennomsnitt ble 7 offentliggjort og 21 holdt tilbake" in page.text, "of the county, by hand"
    assert page.cells("Skår per handlingsfelt · Rogaland") == {("5,0", "5,1", "4,9", "5,2", ":")}
    assert page.cells("Tynn og tykk samskaping · Rogaland") == {(":",) * 5}
    assert "Kolon (:) betyr at tallet ikke offentliggjøres." in page.text
    page.press("Ja, del tallene våre")
    after = sharing_page(counted, browser_for(counted.administrator))
    after.one("heading", "Dere deler")
    assert after.cells("Skår per handlingsfelt · Rogaland") == {("5,0", "5,1", "4,9", "5,2", ":")}
