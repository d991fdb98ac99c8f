"""The workspace page: which collaborations need us now."""

import pytest

from domain.workspace.events import Role
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def test_an_empty_workspace_says_what_will_be_there_and_how(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(town.home)
    assert page.status == 200
    page.one("heading", "Her kommer samarbeidene deres")
    assert page.follow("Lag det første samarbeidet").one("heading", "Nytt samarbeid")


def test_what_waits_for_somebody_comes_first(town: Town, browser_for: OpenBrowser) -> None:
    measured, under_way, new = town.collaborate("Målt"), town.collaborate("Pågår"), town.collaborate("Ny")
    town.measure(measured)
    town.measure(under_way, close=False)
    town.show()
    page = browser_for(town.administrator).open(town.home)
    headings = [one.text for one in page.root if one.role == "heading" and one.tag in {"h2", "h3"}]
    assert headings == ["Måling pågår", "Pågår", "Ikke målt ennå", "Ny", "Målt det siste kvartalet", "Målt"]
    assert page.one("link", "Gå til målingen: Pågår")
    assert page.one("link", "Start en måling: Ny").get("href") == f"{town.home}/collaborations/{new}/measurements/new"
    assert page.one("link", "Mål igjen: Målt")


def test_a_collaborations_card_has_its_profile_and_its_open_actions(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, close=False)
    town.suggest(collaboration, measurement, "Møtes på gården")
    town.suggest(collaboration, measurement, "Bare et forslag", agree=False)
    town.close(measurement)
    town.show()
    page = browser_for(town.administrator).open(town.home)
    page.one("group", "Profilen til Friskgården")
    facts = [element.text for element in page.root if element.tag in {"dt", "dd"}]
    assert facts[:2] == ["Tema", "Unge"]
    assert facts[-2:] == ["Åpne tiltak", "1"]


def test_a_participant_sees_their_own_collaborations_and_no_others(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.collaborate("Vårt", participants=(pia,))
    town.collaborate("De andres")
    town.show()
    page = browser_for(pia).open(town.home)
    page.one("link", "Vårt")
    assert "De andres" not in page.answer.text
    assert page.all("link", "Nytt samarbeid") == []
    assert page.all("link", "Start en måling: Vårt") == []


def test_a_participant_without_a_collaboration_is_told_how_one_comes(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.show()
    browser_for(pia).open(town.home).one("heading", "Du er ikke med i noe samarbeid ennå")


def test_only_an_administrator_is_shown_the_way_to_the_people(town: Town, browser_for: OpenBrowser) -> None:
    finn = town.join(Role.FACILITATOR, "Finn Fasilitator")
    town.collaborate()
    town.show()
    assert browser_for(town.administrator).open(town.home).one("link", "Folk og tilgang")
    assert browser_for(finn).open(town.home).all("link", "Folk og tilgang") == []


def test_who_has_just_joined_is_let_in_while_the_read_models_are_behind(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    page = browser_for(pia).open(f"{town.home}?position={10**9}")
    assert (page.status, "Endringen er lagret." in page.text) == (200, True)


@pytest.mark.parametrize("position", ["-1", "x", "9" * 30, ""])
def test_a_position_that_is_none_is_passed_over(town: Town, browser_for: OpenBrowser, position: str) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}?position={position}")
    assert (page.status, "Endringen er lagret." in page.text) == (200, False)


NAMES = ("Åpen hage", "Ærlig talt", "Østgården", "Bua", "Verkstedet", "Kafé Gnist")


def test_among_many_some_are_found_by_name_and_the_address_remembers_it(town: Town, browser_for: OpenBrowser) -> None:
    for name in NAMES:
        town.collaborate(name)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}?q=OESTGAARD&sector=social_enterprise")
    assert "1 av 6 samarbeid" in page.text
    assert [one.text for one in page.root if one.tag == "h3"] == ["Østgården"]
    assert page.one("searchbox", "Søk i navn og tema").get("value") == "OESTGAARD"
    assert page.follow("Vis alle samarbeidene").text.count("Start en måling") == len(NAMES)


def test_where_nothing_fits_the_page_says_so_and_how_to_get_on(town: Town, browser_for: OpenBrowser) -> None:
    town.collaborate()
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}?theme=housing")
    page.one("heading", "Ingen samarbeid passer til dette")
    page.follow("Vis alle samarbeidene").one("link", "Friskgården")


def test_few_collaborations_need_no_form_to_find_one(town: Town, browser_for: OpenBrowser) -> None:
    town.collaborate()
    town.show()
    assert browser_for(town.administrator).open(town.home).all("searchbox", "Søk i navn og tema") == []


def test_how_much_is_measured_and_what_waits_is_said_in_words(town: Town, browser_for: OpenBrowser) -> None:
    town.measure(town.collaborate("Målt"))
    town.collaborate("Ny")
    town.show()
    page = browser_for(town.administrator).open(town.home)
    assert "1 av 2 samarbeid er målt dette kvartalet." in page.text


def test_a_participant_counts_and_finds_only_their_own(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.collaborate("Vårt", participants=(pia,))
    town.measure(town.collaborate("De andres"))
    town.show()
    page = browser_for(pia).open(f"{town.home}?q=de+andres")
    assert "0 av 1 samarbeid er målt dette kvartalet." in page.text
    assert "De andres" not in page.answer.text
