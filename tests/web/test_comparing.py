"""Two or more measurements of a collaboration beside each other, and its own page as their home over time."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pypdf
import pytest

from domain.action_plan.decisions import JudgeAction
from domain.action_plan.events import Verdict
from domain.collaboration.decisions import AddPartner
from domain.ids import CollaborationId, MeasurementId, PartnerId
from domain.measurement.commands import VoidMeasurement
from domain.sectors import Sector
from domain.streams import action_plan_stream
from infra.identity import new_stream_id
from infra.report_shelf import Kind, Report, Status, print_anew, reports_of
from services.application.actions import decide_actions
from services.application.measurements import decide_measurement
from services.application.written_texts import printed_about
from tests.running_site import Site
from tests.support.browsing import Shown
from tests.support.reading import Element
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser

START = datetime(2025, 3, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(site_with_versions: Site) -> Site:
    return site_with_versions


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return found_town(site, "Vesterby")


def quarter(number: int) -> datetime:
    return START + timedelta(days=91 * number)


@pytest.fixture(scope="module")
def measured(town: Town) -> tuple[CollaborationId, list[MeasurementId]]:
    """Three times with one version, and once with the next; a partner joined before the last."""
    collaboration = town.at(START - timedelta(days=1)).collaborate("Verftet")
    found = []
    for number, (answer, version) in enumerate([(4, 1), (5, 1), (7, 1), (6, 2)]):
        then = town.at(quarter(number))
        which = then.measure(collaboration, answer, version=version, close=False)
        if number == 1:
            action = then.suggest(collaboration, which, "Møtes på verftet")
        if number == 2:
            judge = JudgeAction(action=action, measurement=which, verdict=Verdict.HELPED_A_LITTLE, words="Noe", seen=0)
            then.site.run(decide_actions(then.world, then.administrator.here, collaboration, judge, new_stream_id()))
            join = AddPartner(partner=PartnerId(uuid4()), name="Frivilligsentralen", sector=Sector.VOLUNTARY)
            town.at(quarter(2) + timedelta(days=30)).partner(collaboration, join)
        then.close(which)
        found.append(which)
    town.show()
    return collaboration, found


def address(town: Town, collaboration: CollaborationId, *chosen: MeasurementId) -> str:
    asked = "&".join(f"measurement={one}" for one in chosen)
    return f"{town.home}/collaborations/{collaboration}/compare" + (f"?{asked}" if asked else "")


def row(page: Shown, caption: str, name: str) -> list[str]:
    table = page.one("table", caption)

    def heads(candidate: Element) -> bool:
        return any(cell.tag == "th" and cell.text.startswith(name) for cell in candidate)

    (found,) = [candidate for candidate in page.all("row", within=table) if heads(candidate)]
    return [cell.text for cell in found if cell.tag == "td"]


def ticked(page: Shown) -> list[str]:
    return [page.name(box) for box in page.all("checkbox") if "checked" in box.attributes]


def test_without_a_choice_the_last_two_are_compared(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(address(town, measured[0]))
    assert ticked(page) == ["10. desember 2025", "10. september 2025"]
    assert row(page, "Tall og endringer", "Forankring") == ["7,0", "6,0", "−1,0"]
    assert "Ikke alt kan sammenlignes" in page.text


def test_a_change_stands_for_each_step_and_for_the_whole_and_never_where_it_can_not_be_compared(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    collaboration, which = measured
    page = browser_for(town.administrator).open(address(town, collaboration, *reversed(which)))
    assert row(page, "Tall og endringer", "Forankring") == ["4,0", "5,0 +1,0", "7,0 +2,0", "6,0 −1,0", "+2,0"]
    assert row(page, "Tall og endringer", "Likeverdighet") == ["4,0", "5,0 +1,0", "7,0 +2,0", "6,0 –", "–"]
    assert "Ikke sammenlignbart: andre spørsmål" in page.text


def test_each_question_has_its_row_and_one_that_is_new_has_no_change(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    page = browser_for(town.administrator).open(address(town, measured[0]))
    assert row(page, "Spørsmålene i Likeverdighet", "1-1") == ["7", "6", "−1,0"]
    assert row(page, "Spørsmålene i Likeverdighet", "1-3") == ["–", "6", "–"]


def test_up_to_three_are_drawn_over_each_other_and_more_only_beside_each_other(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    (collaboration, which), browser = measured, browser_for(town.administrator)
    three = browser.open(address(town, collaboration, *which[:3]))
    assert three.one("heading", "Over hverandre")
    four = browser.open(address(town, collaboration, *which))
    assert not four.all("heading", "Over hverandre")
    assert four.one("heading", "Ved siden av hverandre")


def test_what_happened_is_told_between_the_measurements_where_it_happened(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    collaboration, which = measured
    page = browser_for(town.administrator).open(address(town, collaboration, *which))
    assert "Det er ikke notert noe" in page.one("region", "Fra 12. mars 2025 til 11. juni 2025").text
    second = page.one("region", "Fra 11. juni 2025 til 10. september 2025")
    assert "Avtalt tiltak: Møtes på verftet" in second.text
    assert "Alt kan sammenlignes" in second.text
    third = page.one("region", "Fra 10. september 2025 til 10. desember 2025")
    assert "Frivilligsentralen kom med i samarbeidet." in third.text
    assert "sier ikke at det var grunnen" in page.text


def test_every_link_of_the_comparison_leads_somewhere(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    browser = browser_for(town.administrator)
    page = browser.open(address(town, measured[0]))
    links = {one.get("href") for one in page.all("link") if "/measurements/" in one.get("href")}
    assert any("/moved?since=" in link for link in links)
    assert any(link.endswith("/why/thickness") for link in links)
    for link in sorted(links)[::12]:
        assert browser.open(link).status == 200, link


def test_one_alone_asks_for_one_more_and_keeps_the_choice(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    collaboration, which = measured
    page = browser_for(town.administrator).open(address(town, collaboration, which[1]))
    assert page.one("heading", "Velg én måling til")
    assert ticked(page) == ["11. juni 2025"]
    assert not page.all("table")


def test_practice_and_voided_ones_and_those_of_others_can_not_be_chosen(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    other = town.at(quarter(0)).collaborate("Torget")
    first, foreign = town.at(quarter(1)).measure(other, 5), measured[1][0]
    practice = town.at(quarter(2)).measure(other, 5, practice=True)
    voided = town.at(quarter(3)).measure(other, 5)
    void = VoidMeasurement(reason="Feil samarbeid")
    town.site.run(decide_measurement(town.at(quarter(3)).world, town.administrator.here, voided, void, new_stream_id()))
    last = town.at(quarter(4)).measure(other, 6)
    town.show()
    browser = browser_for(town.administrator)
    for refused in (practice, voided, foreign, uuid4()):
        assert browser.open(address(town, other, first, MeasurementId(refused))).status == 404
    page = browser.open(address(town, other, first, last))
    assert len(page.all("checkbox")) == 2
    assert "Målingen som ble startet 10. desember 2025, ble annullert." in page.text


def test_with_one_measurement_or_none_the_page_says_what_will_stand_here(town: Town, browser_for: OpenBrowser) -> None:
    collaboration, browser = town.collaborate("Kaia"), browser_for(town.administrator)
    town.show()
    assert "Når dere har avsluttet to målinger" in browser.open(address(town, collaboration)).text
    town.measure(collaboration, 5)
    town.show()
    page = browser.open(address(town, collaboration))
    assert page.one("heading", "Det er ikke noe å sammenligne ennå")
    assert "Dere har avsluttet én måling." in page.text
    home = browser.open(f"{town.home}/collaborations/{collaboration}")
    assert not home.all("heading", "Over tid")


def test_the_collaborations_page_has_its_series_and_what_has_happened_since(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    collaboration, _ = measured
    browser = browser_for(town.administrator)
    page = browser.open(f"{town.home}/collaborations/{collaboration}")
    table = page.one("table", "Forankring over tid")
    assert page.names("row", table)[1:] == [
        "12. mars 2025 4,0 8,0 –",
        "11. juni 2025 5,0 8,0 +1,0",
        "10. september 2025 7,0 8,0 +2,0",
        "10. desember 2025 6,0 8,0 −1,0",
    ]
    assert page.names("row", page.one("table", "Likeverdighet over tid"))[-1].endswith("andre spørsmål 6,0 8,0 –")
    assert page.one("table", "Fra tynn til tykk over tid")
    assert "Det er ikke notert noe siden siste måling." in page.one("region", "Hva har skjedd siden sist").text
    assert page.follow("Sammenlign målinger").one("heading", "Tall og endringer")


def test_an_erased_action_says_so_and_looking_writes_nothing(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.at(quarter(0)).collaborate("Sundet")
    first = town.at(quarter(0)).measure(collaboration, 5, close=False)
    town.at(quarter(0)).suggest(collaboration, first, "Ola skal ringe")
    town.at(quarter(0)).close(first)
    town.at(quarter(1)).measure(collaboration, 6)
    town.show()
    town.site.run(town.world.keyring.erase_subject(town.workspace.tenant, first))
    before = town.site.run(town.world.log.head(town.workspace.tenant))
    page = browser_for(town.administrator).open(address(town, collaboration))
    assert "Ola" not in page.text
    assert "Avtalt tiltak:" in page.text
    assert town.site.run(town.world.log.head(town.workspace.tenant)) == before


PAPER = "Lag PDF"
LANGUAGE = "Språk i PDF-en"


def fetched(page: Shown, language: str) -> bytes:
    (link,) = [one for one in page.all("link") if f"sammenligningen på {language}, " in page.name(one)]
    answer = page.browser.client.get(link.get("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="samson-sammenligning-verftet-' in answer.headers["content-disposition"]
    return answer.content


@pytest.mark.usefixtures("real_paper")
def test_a_comparison_is_ordered_with_the_choice_of_its_page_and_fetched_as_a_tagged_pdf(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    (collaboration, which), browser = measured, browser_for(town.administrator)
    paper = browser.open(address(town, collaboration, *which)).follow("Lag PDF av sammenligningen")
    ordered = paper.press(PAPER, {LANGUAGE: "nb"})
    assert "Står i kø" in ordered.one("region", "Laget tidligere").text
    paper.press(PAPER, {LANGUAGE: "nb"})
    for language in ("nn", "en"):
        browser.open(address(town, collaboration, *which[-2:])).follow("Lag PDF av sammenligningen").press(
            PAPER, {LANGUAGE: language}
        )
    town.site.work_off()
    page = browser.open(ordered.path)
    assert "4 målinger, fra 12. mars 2025 til 10. desember 2025" in page.text
    file = fetched(page, "Bokmål")
    third = pypdf.PdfReader(BytesIO(file)).pages[2].extract_text()
    assert all(title in third for title in ("Ved siden av hverandre", "Tall og endringer")), "no page is half empty"
    words = words_of(file)
    for said in (
        "Målinger over tid",
        "Fra tynn til tykk",
        "Ikke alt kan sammenlignes",
        "Hjalp det? Gruppa 10. september",
    ):
        assert said in words
    assert "sier ikke at det var grunnen" in words
    assert "Over hverandre" not in words
    for language, title in (("Nynorsk", "Over kvarandre"), ("Engelsk", "Over each other")):
        assert title in words_of(fetched(page, language))


def words_of(file: bytes) -> str:
    """Of a file that a screen reader can read: tagged, with its language, figures told in words."""
    with pikepdf.open(BytesIO(file)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang in {"nb", "nn", "en"}
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert len(figures) >= 9
        assert all(str(one.get("/Alt", "")) for one in figures)
    return " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(file)).pages).split())


def test_fewer_than_two_or_one_from_elsewhere_is_no_comparison_to_order(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    (collaboration, which), browser = measured, browser_for(town.administrator)
    page = browser.open(address(town, collaboration, *which[:2])).follow("Lag PDF av sammenligningen")
    for wrong in ("", str(which[0]), f"{which[0]} {uuid4()}", f"{which[0]} nonsens"):
        assert page.press(PAPER, measurements=wrong).status == 422
    one = browser.open(f"{town.home}/collaborations/{collaboration}/compare/paper?measurement={which[0]}")
    assert one.one("heading", "Velg én måling til")
    assert PAPER not in one.names("button")


def test_a_text_erased_from_any_of_its_measurements_has_a_comparison_printed_anew(
    town: Town, measured: tuple[CollaborationId, list[MeasurementId]], browser_for: OpenBrowser
) -> None:
    (collaboration, which), tenant = measured, town.workspace.tenant
    for stream in (which[0], action_plan_stream(collaboration), collaboration):
        assert collaboration in town.site.run(printed_about(town.world, tenant, stream))
    browser = browser_for(town.administrator)
    browser.open(address(town, collaboration)).follow("Lag PDF av sammenligningen").press(PAPER)
    town.site.work_off()

    async def anew() -> list[Report]:
        async with town.world.database.tenant(tenant) as connection:
            await print_anew(connection, tenant, [collaboration])
            return await reports_of(connection, tenant, collaboration, Kind.COMPARISON)

    assert {(one.status, one.edition) for one in town.site.run(anew())} == {(Status.QUEUED, 2)}
    town.site.work_off()
    page = browser.open(f"{address(town, collaboration)}/paper")
    assert "Skrevet ut på nytt etter en sletting." in page.text
    assert page.all("link", "Se om den er klar") == []
