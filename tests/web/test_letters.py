"""One's own choice of letters, on one's own page and by the link in a letter."""

import json

import httpx
import pytest

from domain.workspace.events import Role
from infra.mail.choices import Choice, choice_of
from infra.mail.stop_links import issue_stop_link
from tests.support import asking
from tests.support.towns import Person, Town, found_town
from tests.web.conftest import OpenBrowser


@pytest.fixture
def pia(town: Town) -> Person:
    found = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.show()
    return found


def chosen(person: Person, town: Town) -> Choice:
    async def read() -> Choice:
        async with town.world.database.reading(person.here.tenant) as connection:
            return await choice_of(connection, person.here.tenant, person.here.subject)

    return town.site.run(read())


def link_to(person: Person, town: Town) -> str:
    world = town.world
    path = town.site.run(issue_stop_link(world.database, person.here.tenant, person.here.subject, world.clock.now()))
    assert path is not None
    return path


def test_reminders_are_turned_off_and_on_for_each_workspace_on_ones_own_page(
    town: Town, pia: Person, browser_for: OpenBrowser
) -> None:
    other = found_town(town.site, "Asker")
    there = other.join_too(pia, Role.FACILITATOR)
    other.show()
    browser = browser_for(pia)
    assert chosen(pia, town) == Choice(reminders=True, language="nb")
    fields = {"language": "nn"}
    page = browser.send(f"{town.home}/letters", fields)
    assert page.path == "/me"
    assert f"Du får ingen påminnelser fra {town.workspace.name}." in page.text
    assert chosen(pia, town) == Choice(reminders=False, language="nn")
    assert chosen(there, other) == Choice(reminders=True, language="nb"), "each workspace by itself"
    about = json.loads(browser.open("/me/export.json").answer.text)["workspaces"]
    assert [one["letters"] for one in about if one["slug"] == town.workspace.slug] == [
        {"reminders": False, "language": "nn"}
    ]
    browser.send(f"{town.home}/letters", {"language": "nn", "reminders": "yes"})
    assert chosen(pia, town) == Choice(reminders=True, language="nn")


def test_a_form_without_a_language_turns_nothing_off(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    assert browser_for(pia).send(f"{town.home}/letters", {"language": "da"}).status == 422
    assert chosen(pia, town).reminders


def test_a_letters_link_opens_a_page_whose_button_turns_reminders_off(
    town: Town, pia: Person, browser_for: OpenBrowser
) -> None:
    page = browser_for().open(link_to(pia, town))
    page.one("heading", "Slå av påminnelser")
    assert chosen(pia, town).reminders, "looking turns nothing off"
    done = page.press("Slå av")
    done.one("heading", "Påminnelsene er slått av")
    assert not chosen(pia, town).reminders


def test_a_mail_program_turns_them_off_by_one_post_without_cookies_or_a_way_on(town: Town, pia: Person) -> None:
    """RFC 8058, section 3.1."""
    address = f"{town.site.address}{link_to(pia, town)}"
    answer = asking.post(address, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, chosen(pia, town).reminders) == (200, False)


def test_a_link_signs_nobody_in_and_one_that_is_over_says_what_to_do(
    town: Town, pia: Person, browser_for: OpenBrowser
) -> None:
    path, browser = link_to(pia, town), browser_for()
    browser.send(path, {})
    assert browser.open("/me").path.startswith("/sign-in")
    browser_for(pia).send(f"{town.home}/letters", {"language": "nb", "reminders": "yes"})
    refused = browser.send(path, {})
    assert refused.status == 410
    assert "ingenting er endret. Logg inn og velg påminnelser" in refused.text
    assert chosen(pia, town).reminders


@pytest.mark.parametrize("number", ["", "x", "-1", "0" * 20 + "9" * 12, "0" * 5000, str(2**31)])
def test_a_link_that_was_never_sent_is_refused_whatever_stands_in_it(town: Town, number: str) -> None:
    """Also where its number is larger than the database or Python takes."""
    for ask in (httpx.get, httpx.post):
        assert ask(f"{town.site.address}/letters/stop/{number}-token", verify=False).status_code == 410
