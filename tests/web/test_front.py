"""What everybody may read, and the choice of language."""

import pytest

from infra.accounts.one_click import one_click_links
from tests.running_site import Site
from tests.support.towns import Town, analyst
from tests.web.conftest import OpenBrowser


def test_the_front_page_says_what_this_is_and_marks_its_example_as_invented(browser_for: OpenBrowser) -> None:
    page = browser_for().open("/")
    page.one("heading", "Hvor godt skaper dere løsninger sammen?")
    assert page.names("img").count("Eksempel på en profil") == 2, "one for each width"
    assert "Eksempel med oppdiktede tall" in page.text
    assert page.follow("Slik regnes skårene ut").one("heading", "Skåren for et felt")


@pytest.mark.parametrize(
    ("language", "heading"),
    [("nn-NO,nn", "Personvern"), ("en-GB", "Privacy"), ("no", "Personvern"), ("sv", "Personvern")],
)
def test_a_browser_is_answered_in_the_language_that_it_asks_for(
    browser_for: OpenBrowser, language: str, heading: str
) -> None:
    browser_for(language=language).open("/privacy").one("heading", heading)


def test_a_chosen_language_stays_and_leads_back_to_the_page(browser_for: OpenBrowser) -> None:
    browser = browser_for()
    page = browser.open("/method").press("Nynorsk")
    assert page.path == "/method"
    page.one("heading", "Avrunding, og tal som står")
    browser.open("/").one("heading", "Kor godt skaper de løysingar saman?")


def test_the_choice_of_language_leads_nowhere_else(browser_for: OpenBrowser) -> None:
    assert browser_for().send("/language", {"language": "en", "next": "//elsewhere.example/"}).path == "/"


def test_a_language_that_we_do_not_have_changes_nothing(browser_for: OpenBrowser) -> None:
    browser = browser_for()
    browser.send("/language", {"language": "se", "next": "/"})
    browser.open("/privacy").one("heading", "Personvern")


def test_where_all_runs_on_one_machine_the_front_page_lets_one_try(
    site: Site, town: Town, browser_for: OpenBrowser
) -> None:
    town.show()
    people = [town.administrator.account.email, analyst(site).account.email]
    site.run(one_click_links(site.world.database, "embedded", site.address, people))
    page = browser_for().open("/")
    role = f"Administrator i {town.workspace.name}"
    button = next(name for name in page.names("button") if name.startswith(role))
    assert page.press(button).path == town.home
    assert (
        browser_for()
        .open("/")
        .press(next(name for name in page.names("button") if name.startswith("Analytiker i KS")))
        .one("link", "KS")
    )


def test_nobody_is_tried_who_has_no_ready_made_link(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for().send("/sign-in/one-click", {"account": str(town.administrator.account.id)})
    assert page.status == 410
    assert page.browser.client.cookies.get("samson-session") is None


def test_a_ready_made_link_opens_a_page_whose_button_signs_in(site: Site, town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    (link,) = site.run(
        one_click_links(site.world.database, "embedded", site.address, [town.administrator.account.email])
    )
    for _ in range(2):
        browser = browser_for()
        shown = browser.open(link.url.removeprefix(site.address))
        assert browser.client.cookies.get("samson-session") is None
        assert shown.press("Logg inn").path == town.home
