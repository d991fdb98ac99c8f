"""A series that runs over versions of the instrument: what can be compared, and what is said of the rest."""

from unittest.mock import patch
from uuid import uuid4

import pytest
from instruments import SAMSON
from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from domain.action_plan.decisions import AgreeAction
from domain.collaboration.decisions import AddPartner
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId
from domain.instrument.model import worded
from domain.sectors import Sector
from infra.identity import new_stream_id
from infra.instruments import shelved
from infra.translation.translator import Translator
from services.application.actions import decide_actions
from services.reports.comparison_document import Presenter as ComparisonPresenter
from services.reports.comparison_paper import ComparisonPaper, gather_comparison
from services.reports.content import ReportContent, gather
from services.reports.document import Presenter, report_html
from services.reports.sources import Sources
from tests.running_site import Site
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser

BADGE = "Ikke alt kan sammenlignes"


@pytest.fixture(scope="module")
def site(site_with_versions: Site) -> Site:
    return site_with_versions


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return found_town(site, "Vesterby")


@pytest.fixture(scope="module")
def measured(town: Town) -> CollaborationId:
    return town.collaborate("Verftet")


@pytest.fixture(scope="module")
def first(town: Town, measured: CollaborationId) -> MeasurementId:
    return town.measure(measured, 5, version=1)


@pytest.fixture(scope="module")
def second(town: Town, measured: CollaborationId, first: MeasurementId) -> MeasurementId:
    assert first
    found = town.measure(measured, 7, version=2)
    town.show()
    return found


def at(town: Town, measurement: MeasurementId) -> str:
    return f"{town.home}/measurements/{measurement}"


def test_a_field_with_other_questions_says_so_instead_of_a_change(
    town: Town, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(f"{at(town, second)}/profile")
    table = page.one("table", "Samlet profil")
    rows = page.names("row", table)
    assert "Likeverdighet Ikke sammenlignbart: andre spørsmål 7,0 8,0 5,0 –" in rows
    assert rows[4].startswith("Forankring 7,0 ")
    assert rows[4].endswith(" 5,0 +2,0")


def test_the_mark_says_what_is_other_than_before(town: Town, second: MeasurementId, browser_for: OpenBrowser) -> None:
    page = browser_for(town.administrator).open(f"{at(town, second)}/profile")
    assert BADGE in page.text
    questions = page.names("listitem", page.one("region", "Andre spørsmål"))
    assert questions[0].startswith("Likeverdighet: 1-3 ")
    assert " har erstattet det tidligere 1-3 " in questions[0]
    assert questions[1].startswith("Kommunikasjon: 3-8 ")
    assert questions[1].endswith(" er tatt ut.")
    assert questions[2].startswith("Ressursfokus: 6-8 ")
    assert questions[2].endswith(" er nytt.")
    (weights,) = page.names("listitem", page.one("region", "Andre vekter"))
    assert weights.startswith("4-1 ")


def test_the_earlier_point_of_such_a_field_is_hollow(
    town: Town, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    answer = browser_for(town.administrator).open(f"{at(town, second)}/profile").answer
    assert "Hul prikk: kan ikke sammenlignes" in answer.text
    assert answer.text.count('class="spider-earlier-hollow"') == 2 * (3 + 1)


def test_the_page_of_the_collaboration_carries_the_mark_too(
    town: Town, measured: CollaborationId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    assert second
    page = browser_for(town.administrator).open(f"{town.home}/collaborations/{measured}")
    assert BADGE in page.text
    assert page.one("region", "Andre spørsmål")


def test_what_moved_names_the_version_as_the_cause(
    town: Town, first: MeasurementId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(f"{at(town, second)}/moved?since={first}")
    assert BADGE in page.text
    equality = page.one("region", "1 Likeverdighet").text
    assert "finnes ikke i den nye versjonen av spørsmålene" in equality
    assert "nytt i denne versjonen av spørsmålene" in equality
    assert page.text.count("Ikke sammenlignbart: andre spørsmål") == 3
    anchoring = page.one("region", "4 Forankring").text
    assert "versjonen" not in anchoring


def test_an_earlier_answer_leads_to_the_question_as_it_was_numbered(
    town: Town, first: MeasurementId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    browser = browser_for(town.administrator)
    page = browser.open(f"{at(town, second)}/fields/communication")
    hrefs = [one.get("href") for one in page.all("link")]
    assert f"{at(town, first)}/why/answer.3-9" in hrefs
    assert f"{at(town, first)}/why/answer.3-8" not in hrefs
    for href in (one for one in hrefs if one.startswith(at(town, first))):
        assert browser.open(href).status == 200
    moved = [one.get("href") for one in browser.open(f"{at(town, second)}/moved").all("link")]
    for href in (one for one in moved if "/why/" in one):
        assert browser.open(href).status == 200


def test_other_partners_and_sectors_are_named(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Torget")
    town.measure(collaboration, 5, version=2)
    join = AddPartner(partner=PartnerId(uuid4()), name="Frivilligsentralen", sector=Sector.VOLUNTARY)
    town.partner(collaboration, join)
    later = town.measure(
        collaboration, 6, version=2, attendance={Sector.MUNICIPALITY: 3, Sector.VOLUNTARY: 1}, close=False
    )
    town.show()
    page = browser_for(town.administrator).open(f"{at(town, later)}/profile")
    assert page.names("listitem", page.one("region", "Andre partnere")) == [
        "Frivilligsentralen har kommet med i samarbeidet.",
        "Frivillig organisasjon: til stede denne gangen, ikke forrige gang.",
        "Sosial entreprenør: til stede forrige gang, ikke denne gangen.",
    ]
    assert "+1,0" in page.one("table", "Samlet profil").text
    assert "Hul prikk" not in page.answer.text


def test_a_partner_that_joined_while_the_later_one_was_closed_already_is_no_reason(
    town: Town, browser_for: OpenBrowser
) -> None:
    collaboration = town.collaborate("Brygga")
    town.measure(collaboration, 5, version=2)
    later = town.measure(collaboration, 6, version=2)
    join = AddPartner(partner=PartnerId(uuid4()), name="Frivilligsentralen", sector=Sector.VOLUNTARY)
    town.partner(collaboration, join)
    town.show()
    assert BADGE not in browser_for(town.administrator).open(f"{at(town, later)}/profile").text


def test_after_going_back_to_an_older_version_nothing_is_compared_question_by_question(
    town: Town, browser_for: OpenBrowser
) -> None:
    collaboration = town.collaborate("Kaia")
    town.measure(collaboration, 5, version=2)
    later = town.measure(collaboration, 6, version=1)
    town.show()
    browser = browser_for(town.administrator)
    page = browser.open(f"{at(town, later)}/profile")
    assert "sier ikke hvilke spørsmål fra forrige måling den går videre med" in page.text
    assert page.one("table", "Samlet profil").text.count("Ikke sammenlignbart: andre spørsmål") == 7
    moved = browser.open(f"{at(town, later)}/moved").one("region", "1 Likeverdighet")
    assert "Ingen av spørsmålene teller med begge gangene" in moved.text


def test_a_version_that_is_lost_takes_neither_the_workspace_nor_the_series_with_it(
    town: Town, browser_for: OpenBrowser
) -> None:
    collaboration, lost = town.collaborate("Sundet"), shelved(replace(SAMSON, version=0))
    with patch.dict(town.world.instruments._by_hash, {lost.sha256: lost}):
        earlier = town.measure(collaboration, 5, version=0)
        town.show()
    browser = browser_for(town.administrator)
    refused = browser.open(f"{at(town, earlier)}/profile")
    assert refused.status == 409
    assert "Vi finner ikke spørsmålene som målingen ble laget med" in refused.text
    for page in (town.home, f"{town.home}/collaborations/{collaboration}"):
        assert browser.open(page).status == 200
    later = town.measure(collaboration, 6, version=1)
    town.show()
    for page in ("profile", "moved", "fields/equality", "why/score.equality"):
        assert browser.open(f"{at(town, later)}/{page}").status == 200
    assert browser.open(f"{town.home}/collaborations/{collaboration}").status == 200
    assert _report_of(town, later).earlier is None


def _report_of(town: Town, measurement: MeasurementId) -> ReportContent:
    world = town.world
    return town.site.run(
        gather(
            world.database,
            world.log,
            world.keyring,
            world.instruments,
            town.workspace.tenant,
            which=measurement,
            printed_at=world.clock.now(),
        )
    )


class Renumbered(Struct, frozen=True):
    """In version 2 the question 3-9 is called 3-8, and what was called so before has left."""

    collaboration: CollaborationId
    suggested_in: MeasurementId
    agreed_in: MeasurementId
    again: MeasurementId
    goes_on: ActionId
    has_left: ActionId


@pytest.fixture(scope="module")
def renumbered(town: Town) -> Renumbered:
    """Two actions suggested with version 1, and agreed on with the next."""
    collaboration = town.collaborate("Torvet")
    suggested_in = town.measure(collaboration, 3, version=1, close=False)
    goes_on = town.suggest(collaboration, suggested_in, "Går videre", "3-9", agree=False)
    has_left = town.suggest(collaboration, suggested_in, "Er borte", "3-8", agree=False)
    town.close(suggested_in)
    agreed_in = town.measure(collaboration, 4, version=2, close=False)
    for action in (goes_on, has_left):
        chosen = AgreeAction(action=action, measurement=agreed_in, owner=None, due=None)
        town.site.run(decide_actions(town.world, town.administrator.here, collaboration, chosen, new_stream_id()))
    town.close(agreed_in)
    again = town.measure(collaboration, 5, version=2)
    town.show()
    return Renumbered(collaboration, suggested_in, agreed_in, again, goes_on, has_left)


def named(number: str) -> str:
    """A question of version 1."""
    return worded(SAMSON.questions[QuestionId(number)].name, "nb")[0]


def test_looking_back_on_an_action_its_question_has_the_score_it_had_whatever_number_it_has_by_now(
    town: Town, renumbered: Renumbered, browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(f"{at(town, renumbered.again)}/since-last-time")
    (table,) = page.all("table")
    assert page.names("row", table)[1] == f"3-8 {named('3-9')} 4 5"
    assert f"3-9 {named('3-9')}" in page.text
    assert f"3-8 {named('3-8')}" in page.text


def test_under_way_it_stands_at_its_question_and_at_no_other_that_has_its_number(
    town: Town, renumbered: Renumbered, browser_for: OpenBrowser
) -> None:
    browser, here = browser_for(town.administrator), at(town, renumbered.again)
    for page in ("questions/3-8", "fields/communication"):
        shown = browser.open(f"{here}/{page}")
        assert "Går videre" in shown.text
        assert "Er borte" not in shown.text
    plan = browser.open(f"{here}/actions").text
    assert all(f"{number} {named(number)}" in plan for number in ("3-8", "3-9"))


def test_a_report_names_the_question_that_an_action_was_suggested_at_and_tells_of_it_where_it_is_asked_now(
    town: Town, renumbered: Renumbered
) -> None:
    report, t = _report_of(town, renumbered.agreed_in), Translator("nb")
    asked_now = Presenter(report, t).suggested(QuestionId("3-8"))
    assert [action.id for action in asked_now] == [renumbered.goes_on]
    printed = report_html(report, t)
    for number in ("3-8", "3-9"):
        assert f'<span class="number">{number}</span> {escape(named(number))}</td>' in printed


def test_so_does_a_comparison_on_paper(town: Town, renumbered: Renumbered) -> None:
    paper = _comparison_of(town, renumbered.collaboration, renumbered.suggested_in, renumbered.again)
    told, found = ComparisonPresenter(paper, Translator("nb")), {one.action.id: one for one in paper.actions}
    goes_on, has_left = found[renumbered.goes_on], found[renumbered.has_left]
    assert [told.origin(one) for one in (goes_on, has_left)] == [f"3-9 {named('3-9')}", f"3-8 {named('3-8')}"]
    first, *_ = goes_on.scores
    assert (first.name, first.then, first.now) == (f"3-8 {named('3-9')}", "4", "5")
    assert (has_left.scores, has_left.then) == ((), None)


def test_an_action_of_the_newer_version_alone_is_called_after_its_own_question(town: Town) -> None:
    collaboration = town.collaborate("Brygga")
    first = town.measure(collaboration, 3, version=1)
    second = town.measure(collaboration, 4, version=2, close=False)
    town.suggest(collaboration, second, "Av versjon 2", "3-8")
    town.close(second)
    last = town.measure(collaboration, 5, version=2)
    town.show()
    paper = _comparison_of(town, collaboration, first, last)
    assert ComparisonPresenter(paper, Translator("nb")).origin(paper.actions[0]) == f"3-8 {named('3-9')}"


def _comparison_of(town: Town, collaboration: CollaborationId, *chosen: MeasurementId) -> ComparisonPaper:
    world, t = town.world, Translator("nb")
    sources = Sources(world.database, world.log, world.keyring, world.instruments)
    gathering = gather_comparison(
        sources, town.workspace.tenant, collaboration, chosen, t, printed_at=world.clock.now()
    )
    return town.site.run(gathering)


def test_a_closed_measurement_is_shown_re_scored_beside_what_was_published(
    town: Town, first: MeasurementId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    assert second
    page = browser_for(town.administrator).open(f"{at(town, first)}/rescored?version=2")
    assert page.one("heading", "Regnet på nytt med versjon 2")
    assert "Det er tallene slik de ble publisert, som gjelder." in page.text
    rows = page.names("row", page.one("region", "Som publisert og regnet på nytt"))
    assert rows[1] == "Likeverdighet 5,0 5,0 8,0 8,0"
    assert rows[-1].startswith("Fra tynn til tykk (0 til 100) 50,0 50,0")
    lacking = page.names("listitem", page.one("region", "Uten svar i versjon 2"))
    assert lacking[0].startswith("1-3 ")
    assert " måler noe annet enn det tidligere 1-3 " in lacking[0]
    assert lacking[1].endswith(" er nytt.")
    lost = page.names("listitem", page.one("region", "Svar som ikke ble med"))
    assert " er erstattet av det nye 1-3 " in lost[0]
    assert lost[1].startswith("3-8 ")
    assert lost[1].endswith(" er tatt ut.")


def test_without_a_version_it_is_the_newest_and_others_can_be_chosen(
    town: Town, first: MeasurementId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    browser = browser_for(town.administrator)
    page = browser.open(f"{at(town, first)}/rescored")
    assert page.one("heading", "Regnet på nytt med versjon 3")
    assert page.one("combobox", "Regn med en annen versjon")
    assert not browser.open(f"{at(town, second)}/rescored").all("combobox")


@pytest.mark.parametrize("version", ["1", "4", "nonsense"])
def test_a_version_that_does_not_go_back_to_the_measurements_own_is_not_there(
    town: Town, first: MeasurementId, browser_for: OpenBrowser, version: str
) -> None:
    assert browser_for(town.administrator).open(f"{at(town, first)}/rescored?version={version}").status == 404


def test_profile_and_changes_lead_to_it_only_where_a_newer_version_goes_on(
    town: Town, first: MeasurementId, second: MeasurementId, browser_for: OpenBrowser
) -> None:
    browser = browser_for(town.administrator)
    newest = town.collaborate("Moloen")
    third = town.measure(newest, 6, version=3)
    town.show()

    def leads(path: str) -> list[str]:
        return [one.get("href") for one in browser.open(path).all("link") if "/rescored" in one.get("href")]

    assert leads(f"{at(town, first)}/profile") == [f"{at(town, first)}/rescored?version=3"]
    assert leads(f"{at(town, second)}/moved") == [f"{at(town, first)}/rescored?version=3"]
    assert leads(f"{at(town, third)}/profile") == []
    page = browser.open(f"{at(town, third)}/rescored")
    assert page.one("heading", "Det finnes ingen nyere versjon som går videre med disse spørsmålene")


def test_open_and_practice_measurements_are_not_re_scored_and_it_says_why(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Fyret")
    open_one = town.measure(collaboration, 5, version=1, close=False)
    practice = town.measure(collaboration, 5, version=1, practice=True)
    town.show()
    browser = browser_for(town.administrator)
    assert browser.open(f"{at(town, open_one)}/rescored").one("heading", "Målingen er ikke avsluttet")
    assert browser.open(f"{at(town, practice)}/rescored").one("heading", "Denne målingen sammenlignes ikke med andre")
    assert "/rescored" not in browser.open(f"{at(town, practice)}/profile").answer.text


def test_looking_at_it_writes_nothing(town: Town, first: MeasurementId, browser_for: OpenBrowser) -> None:
    before = town.site.run(town.world.log.head(town.workspace.tenant))
    browser_for(town.administrator).open(f"{at(town, first)}/rescored")
    assert town.site.run(town.world.log.head(town.workspace.tenant)) == before
