"""A collaboration's own page, and its making and rewording."""

import pytest

from domain.collaboration.events import CollaborationFormed, CollaborationRenamed, PurposeReworded
from domain.ids import CollaborationId
from domain.workspace.events import Role
from tests.support.browsing import Shown
from tests.support.reading import Element
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def new_page(town: Town, browser_for: OpenBrowser) -> Shown:
    return town.page(browser_for(town.administrator), "/collaborations/new")


def events(town: Town, collaboration: CollaborationId, kind: type) -> list:
    recorded = town.site.run(town.world.log.read_stream(town.workspace.tenant, collaboration))
    return [record.event for record in recorded if isinstance(record.event, kind)]


def cells(page: Shown, row: str) -> list[str]:
    """The figures of a field in the profile's table."""

    def heads(candidate: Element) -> bool:
        return any(cell.tag == "th" and cell.text == row for cell in candidate)

    (found,) = [candidate for candidate in page.all("row") if heads(candidate)]
    return [cell.text for cell in found if cell.tag == "td"]


def test_a_new_collaboration_has_the_municipality_as_its_first_partner(town: Town, browser_for: OpenBrowser) -> None:
    page = new_page(town, browser_for)
    assert page.one("textbox", "Partner 1").get("value") == "Steinkjer kommune"
    made = page.press(
        "Lag samarbeidet",
        {"Navn på samarbeidet": "Friskgården", "Tema": "young_people", "Partner 2": "Friskgården AS"}
        | {"Sektor, Partner 2": "social_enterprise", "Hvem er det for? (kan stå tomt)": "Unge på vei ut"},
    )
    assert made.path.startswith(f"{town.home}/collaborations/")
    made.one("heading", "Friskgården")
    assert "Steinkjer kommune" in made.text
    assert "Friskgården AS Sosial entreprenør" in made.text
    assert "Unge på vei ut" in made.text
    made.one("heading", "Ingen profil ennå")


def test_a_double_click_makes_one_collaboration(town: Town, browser_for: OpenBrowser) -> None:
    page = new_page(town, browser_for)
    typed = {"Navn på samarbeidet": "Friskgården", "Tema": "young_people"}
    first, second = page.press("Lag samarbeidet", typed), page.press("Lag samarbeidet", typed)
    assert first.path == second.path
    assert browser_for(town.administrator).open(town.home).names("link").count("Friskgården") == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"Navn på samarbeidet": " ", "Tema": "young_people"}, "name"),
        ({"Navn på samarbeidet": "x" * 121, "Tema": "young_people"}, "name"),
        ({"Navn på samarbeidet": "Friskgården", "Tema": ""}, "theme"),
        ({"Navn på samarbeidet": "Friskgården", "Tema": "young_people", "Partner 2": "AS"}, "partner-2-sector"),
        (
            {"Navn på samarbeidet": "Friskgården", "Tema": "young_people"}
            | {"Hva vil dere få til sammen? (kan stå tomt)": "x" * 2001},
            "purpose",
        ),
    ],
)
def test_what_is_missing_or_too_long_is_said_at_its_field_and_nothing_is_lost(
    town: Town, browser_for: OpenBrowser, typed: dict[str, str], field: str
) -> None:
    refused = new_page(town, browser_for).press("Lag samarbeidet", typed)
    assert refused.status == 422
    assert refused.by_id[field].get("aria-invalid") == "true"
    assert "ngenting er lagret" in refused.by_id[f"{field}-error"].text or "ikke lagret" in refused.text
    form = refused.one("button", "Lag samarbeidet").above("form")
    assert form is not None
    kept = refused.values(form)
    assert kept["name"] == typed["Navn på samarbeidet"]
    assert kept["theme"] == typed["Tema"]
    again = refused.press("Lag samarbeidet", {"Navn på samarbeidet": "Rettet", "Tema": "housing"}, **{field: ""})
    assert again.status in {200, 422}


def test_a_partner_named_twice_refuses_the_whole_form(town: Town, browser_for: OpenBrowser) -> None:
    refused = new_page(town, browser_for).press(
        "Lag samarbeidet",
        {"Navn på samarbeidet": "Friskgården", "Tema": "young_people", "Partner 2": "steinkjer KOMMUNE"}
        | {"Sektor, Partner 2": "municipality"},
    )
    assert (refused.status, "er med i samarbeidet allerede" in refused.text) == (409, True)
    assert browser_for(town.administrator).open(town.home).all("link", "Friskgården") == []


def test_a_single_profile_has_its_spider_and_its_table(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, 6)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}")
    assert page.names("group").count("Profilen til Friskgården") >= 1
    assert cells(page, "Felles mål") == ["6,0", "8,0"]
    profile = page.one("link", "Se hele profilen")
    assert profile.get("href") == f"{town.home}/measurements/{measurement}/profile"


def test_two_measurements_are_drawn_over_each_other_with_the_change(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.measure(collaboration, 4)
    town.measure(collaboration, 9, practice=True)
    town.measure(collaboration, 7)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}")
    assert cells(page, "Felles mål") == ["7,0", "8,0", "4,0", "+3,0"]
    assert "tegnet over målingen fra" in page.text
    assert page.text.count("Øvelse") == 1


def test_what_was_agreed_is_there_and_what_was_only_suggested_is_not(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, close=False)
    town.suggest(collaboration, measurement, "Møtes på gården")
    town.suggest(collaboration, measurement, "Bare et forslag", agree=False)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}")
    assert "Møtes på gården" in page.text
    assert "Bare et forslag" not in page.text
    assert page.one("link", "Gå til målingen som pågår").get("href") == f"{town.home}/measurements/{measurement}"


def test_an_erased_text_says_that_it_was_erased(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    town.show()
    town.site.run(town.world.keyring.erase_subject(town.workspace.tenant, pia.here.subject))
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}")
    assert "Slettet person" in page.text
    assert "Pia" not in page.text


def test_a_participant_reads_and_is_offered_nothing_to_change(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    town.measure(collaboration)
    town.show()
    page = browser_for(pia).open(f"{town.home}/collaborations/{collaboration}")
    assert "Formålet med Friskgården" in page.text
    offered = {"Mål igjen", "Endre partnere og folk", "Endre navn og formål"}
    assert offered.isdisjoint(page.names("link"))


def test_a_new_wording_shows_at_once(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}/edit")
    assert page.one("textbox", "Navn på samarbeidet").get("value") == "Friskgården"
    saved = page.press("Lagre", {"Navn på samarbeidet": "Nygården", "Tema": "housing"})
    saved.one("heading", "Nygården")
    assert "Bolig" in saved.text
    assert "Formålet med Friskgården" in saved.text


def test_a_wording_is_saved_whole_or_not_at_all(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}/edit")
    too_long = {"Navn på samarbeidet": "Nygården", "Hva vil dere få til sammen? (kan stå tomt)": "x" * 2001}
    refused = page.press("Lagre", too_long)
    assert refused.status == 422
    assert refused.one("textbox", "Navn på samarbeidet").get("value") == "Nygården"
    assert len(events(town, collaboration, CollaborationFormed)) == 1
    assert events(town, collaboration, CollaborationRenamed) == events(town, collaboration, PurposeReworded) == []


def test_saving_without_a_change_writes_nothing_new(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate()
    town.show()
    browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}/edit").press("Lagre")
    assert events(town, collaboration, CollaborationRenamed) == events(town, collaboration, PurposeReworded) == []


def test_while_the_read_models_are_behind_the_page_comes_from_the_log(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    collaboration = town.collaborate("Helt ny")
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}?position={10**9}")
    assert page.status == 200
    page.one("heading", "Helt ny")
    assert "Endringen er lagret." in page.text
