"""The answer sheet to print: ordered, watched, fetched."""

import io

import pypdf
import pytest

from domain.measurement.commands import SwitchMode
from domain.modes import Mode
from infra.report_shelf import Kind, Report, print_anew, reports_of
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

ORDER = "Lag svarark"


def shelf(session: Session, kind: Kind = Kind.ANSWER_SHEETS) -> list[Report]:
    async def found() -> list[Report]:
        tenant = session.town.workspace.tenant
        async with session.town.world.database.reading(tenant) as connection:
            return await reports_of(connection, tenant, session.measurement, kind)

    return session.town.site.run(found())


@pytest.mark.usefixtures("real_paper")
def test_an_answer_sheet_is_ordered_in_a_language_watched_and_fetched(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    browser = browser_for(under_way.leader)
    page = browser.open(f"{under_way.home}/sheets/paper")
    assert "Ingen svarark er laget ennå." in page.text
    ordered = page.press(ORDER, {"Språk på arket": "nn"})
    assert "Står i kø" in ordered.one("region", "Svarark").text
    assert ordered.follow("Se om det er klart").status == 200
    assert "<html" not in browser.open(f"{under_way.home}/sheets/paper/shelf").answer.text
    under_way.town.site.work_off()
    page = browser.open(f"{under_way.home}/sheets/paper")
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Last ned svararket på Nynorsk, bestilt")]
    file = browser.client.get(link.get("href"))
    assert file.headers["content-type"] == "application/pdf"
    assert 'filename="samson-svarark-friskgarden-' in file.headers["content-disposition"]
    words = " ".join(pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text().split())
    assert "Friskgården" in words
    assert "skriv ikkje namnet ditt på arket" in words


def test_a_double_click_orders_one_and_it_is_no_report(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    page = browser.open(f"{under_way.home}/sheets/paper")
    page.press(ORDER)
    page.press(ORDER)
    (sheet,) = shelf(under_way)
    assert shelf(under_way, Kind.REPORT) == []
    under_way.town.site.work_off()
    assert browser.open(f"{under_way.home}/report/{sheet.order.id}").status == 404
    assert browser.client.get(f"{under_way.home}/sheets/paper/{sheet.order.id}").status_code == 200


def test_an_erasure_leaves_a_sheet_as_it_is_because_nothing_in_it_is_sealed(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    browser_for(under_way.leader).open(f"{under_way.home}/sheets/paper").press(ORDER)
    under_way.town.site.work_off()

    async def erased() -> None:
        tenant = under_way.town.workspace.tenant
        async with under_way.town.world.database.tenant(tenant) as connection:
            await print_anew(connection, tenant, [under_way.measurement])

    under_way.town.site.run(erased())
    (sheet,) = shelf(under_way)
    assert (sheet.status, sheet.edition) == ("done", 1)


def test_a_closed_measurement_has_no_use_for_sheets_and_says_so(closed: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(closed.leader)
    page = browser.open(f"{closed.home}/sheets/paper")
    assert page.one("heading", "Målingen er avsluttet")
    assert ORDER not in page.names("button")
    form = {"command_id": "019aaaaa-0000-7000-8000-000000000001", "language": "nb"}
    assert browser.send(f"{closed.home}/sheets/paper", form).status == 409
    assert shelf(closed) == []


@pytest.mark.parametrize("language", ["sv", ""])
def test_a_language_that_no_sheet_is_in_is_refused(under_way: Session, browser_for: OpenBrowser, language: str) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/sheets/paper")
    assert page.press(ORDER, language=language).status == 422
    assert shelf(under_way) == []


def test_the_measurement_leads_to_the_sheets_where_each_answers_alone(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    browser = browser_for(under_way.leader)
    assert "Skriv ut svarark" not in browser.open(under_way.home).names("link")
    under_way.do(SwitchMode(mode=Mode.EACH_THEN_TOGETHER))
    page = browser.open(under_way.home)
    assert page.follow("Skriv ut svarark").path == f"{under_way.home}/sheets/paper"
    assert page.follow("Legg inn svarark").path == f"{under_way.home}/sheets"
    assert "Legg inn svarark" not in browser_for(under_way.member).open(under_way.home).names("link")


def test_sheets_are_printed_by_who_leads(under_way: Session, browser_for: OpenBrowser) -> None:
    assert browser_for(under_way.member).open(f"{under_way.home}/sheets/paper").status == 403


def test_an_ordered_sheet_is_among_what_is_stored_about_who_ordered_it(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    browser = browser_for(under_way.leader)
    browser.open(f"{under_way.home}/sheets/paper").press(ORDER)
    assert "Bokmål, svarark" in browser.open("/me").text
