"""Signing in by a link that comes by e-mail, and signing out."""

import re

import pytest

from domain.workspace.events import Role
from infra.caught_mail import CaughtMail, caught_mail
from tests.running_site import Site
from tests.support.towns import Town, browser_of, stranger
from tests.web.conftest import OpenBrowser


def mail_to(site: Site, address: str) -> list[CaughtMail]:
    site.work_off()
    return [mail for mail in caught_mail(site.settings.mail_catcher_dir) if mail.to == address]


def link_in(mail: CaughtMail) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", mail.text)
    assert found is not None
    return found.group(1)


def ask(browser_for: OpenBrowser, address: str, then: str = ""):
    page = browser_for().open(f"/sign-in{then}")
    return page.press("Send meg en lenke", {"E-postadresse": address})


def test_a_link_by_mail_signs_in_by_its_button_and_only_then(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    address = town.administrator.account.email
    ask(browser_for, address).one("heading", "Se i innboksen din")
    (mail,) = mail_to(site, address)
    browser_for().open(link_in(mail))
    shown = browser_for().open(link_in(mail))
    assert shown.browser.client.cookies.get("samson-session") is None
    assert shown.press("Logg inn").path == town.home


def test_a_known_and_an_unknown_address_get_the_same_answer(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    known = ask(browser_for, town.administrator.account.email)
    unknown = ask(browser_for, "ukjent@example.org")
    assert known.path == unknown.path == "/sign-in/sent"
    assert known.text == unknown.text
    assert mail_to(site, "ukjent@example.org") == []


def test_what_is_no_address_is_refused_at_its_field_and_stays_there(browser_for: OpenBrowser) -> None:
    page = ask(browser_for, "ada ved example.org")
    assert page.status == 422
    field = page.one("textbox", "E-postadresse")
    assert field.get("value") == "ada ved example.org"
    assert field.get("aria-invalid") == "true"
    assert "Ingenting er sendt." in page.by_id["email-error"].text


def test_an_empty_address_is_refused(browser_for: OpenBrowser) -> None:
    page = ask(browser_for, "  ")
    assert (page.status, page.one("textbox", "E-postadresse").get("aria-invalid")) == (422, "true")


def test_a_used_link_says_so_and_shows_the_way_to_a_new_one(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    address = town.administrator.account.email
    ask(browser_for, address)
    (mail,) = mail_to(site, address)
    browser_for().open(link_in(mail)).press("Logg inn")
    refused = browser_for().open(link_in(mail)).press("Logg inn")
    assert refused.status == 410
    assert "Lenken er brukt" in refused.text
    assert refused.follow("Be om en lenke for å logge inn").path == "/sign-in"


def test_an_invented_link_is_refused(browser_for: OpenBrowser) -> None:
    refused = browser_for().open("/sign-in/link/ikke-et-ekte-token").press("Logg inn")
    assert refused.status == 410
    assert "Vi kjenner ikke denne lenken" in refused.text


def test_who_was_going_somewhere_comes_there(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.show()
    path = f"{town.home}/collaborations/{collaboration}"
    page = browser_for().open(path)
    assert page.path.startswith("/sign-in?next=")
    page.press("Send meg en lenke", {"E-postadresse": town.administrator.account.email})
    (mail,) = mail_to(site, town.administrator.account.email)
    assert browser_for().open(link_in(mail)).press("Logg inn").path == path


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_nobody_is_led_away_by_a_link(site: Site, town: Town, browser_for: OpenBrowser, elsewhere: str) -> None:
    town.show()
    address = town.administrator.account.email
    browser_for().send("/sign-in", {"email": address, "next": elsewhere})
    (mail, *_) = mail_to(site, address)
    assert "elsewhere" not in mail.text
    page = browser_for().open(link_in(mail))
    assert page.press("Logg inn", next=elsewhere).path == town.home


def test_who_asks_too_often_is_told_when_to_try_again(browser_for: OpenBrowser) -> None:
    for _ in range(5):
        assert ask(browser_for, "utaalmodig@example.org").status == 200
    refused = ask(browser_for, "utaalmodig@example.org")
    assert refused.status == 429
    assert "om 60 min" in refused.text
    assert refused.one("textbox", "E-postadresse").get("value") == "utaalmodig@example.org"


def test_signing_out_ends_this_session_and_no_other(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    here, there = browser_for(town.administrator), browser_for(town.administrator)
    token = here.client.cookies["samson-session"]
    assert here.open(town.home).press("Logg ut").path == "/"
    with browser_of(site) as thief:
        thief.client.cookies.set("samson-session", token)
        assert thief.open(town.home).path.startswith("/sign-in")
    assert there.open(town.home).status == 200


def test_signing_out_everywhere_ends_all_of_them(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    here, there = browser_for(town.administrator), browser_for(town.administrator)
    here.open("/workspaces").press("Logg ut overalt")
    assert there.open(town.home).path.startswith("/sign-in")


def test_who_belongs_nowhere_is_told_how_one_comes_to_belong(site: Site, browser_for: OpenBrowser) -> None:
    browser_for(stranger(site)).open("/workspaces").one("heading", "Du er ikke med i noe arbeidsrom ennå")


def test_my_workspaces_are_those_that_i_belong_to_with_my_role(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.show()
    page = browser_for(pia).open("/workspaces")
    assert "Du er deltaker her." in page.text
    assert page.follow(town.workspace.name).path == town.home


def test_a_form_from_elsewhere_is_refused_and_the_page_says_what_to_do(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    browser = browser_for(town.administrator)
    browser.open(town.home)
    refused = browser.send("/sign-out/everywhere", {"_csrf_token": "elsewhere"})
    assert refused.status == 403
    refused.one("heading", "Siden var for gammel")
    assert browser.open(town.home).status == 200
