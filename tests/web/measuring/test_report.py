"""The printable report: ordered, watched, fetched."""

import pytest

from domain.measurement.commands import NoteComment, ReopenMeasurement
from infra.report_shelf import Kind, reports_of
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

ORDER = "Lag rapport"


def shelf(session: Session):
    async def found():
        tenant = session.town.workspace.tenant
        async with session.town.world.database.reading(tenant) as connection:
            return await reports_of(connection, tenant, session.measurement, Kind.REPORT)

    return session.town.site.run(found())


def test_before_it_is_closed_a_measurement_has_no_report_and_says_why(
    answered: Session, browser_for: OpenBrowser
) -> None:
    browser = browser_for(answered.leader)
    page = browser.open(f"{answered.home}/report")
    assert page.one("heading", "Rapporten lages når målingen er avsluttet")
    assert page.follow("Gå til målingen").path == answered.home
    form = {"command_id": "019aaaaa-0000-7000-8000-000000000001", "language": "nb"}
    assert browser.send(f"{answered.home}/report", form).status == 409
    assert shelf(answered) == []


def test_a_report_is_ordered_in_a_language_and_its_making_can_be_watched(
    closed: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(closed.member).open(f"{closed.home}/report")
    assert "Ingen rapport er laget ennå." in page.text
    ordered = page.press(ORDER, {"Språk i rapporten": "nn"})
    (report,) = shelf(closed)
    assert report.order.language == "nn"
    waiting = ordered.one("region", "Rapporter")
    assert "Nynorsk" in waiting.text
    assert "Står i kø" in waiting.text
    assert ordered.follow("Se om den er klar").status == 200
    part = browser_for(closed.member).open(f"{closed.home}/report/shelf")
    assert part.status == 200
    assert "<html" not in part.answer.text


def test_a_double_click_orders_one(closed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(closed.leader).open(f"{closed.home}/report")
    page.press(ORDER)
    page.press(ORDER)
    assert len(shelf(closed)) == 1


@pytest.mark.usefixtures("real_paper")
def test_a_finished_report_is_fetched_as_a_pdf_with_a_telling_name(closed: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(closed.member)
    browser.open(f"{closed.home}/report").press(ORDER)
    closed.town.site.work_off()
    page = browser.open(f"{closed.home}/report")
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Last ned rapporten på Bokmål, bestilt")]
    file = browser.client.get(link.get("href"))
    assert file.content.startswith(b"%PDF")
    assert file.headers["content-type"] == "application/pdf"
    assert 'filename="samson-friskgarden-' in file.headers["content-disposition"]
    assert page.all("link", "Se om den er klar") == []


def test_a_report_of_another_measurement_is_not_found(closed: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(closed.leader)
    browser.open(f"{closed.home}/report").press(ORDER)
    (report,) = shelf(closed)
    assert browser.open(f"{closed.home}/report/{report.order.id}").status == 404
    other = closed.town.measure(closed.collaboration, 5)
    closed.town.show()
    closed.town.site.work_off()
    assert browser.client.get(f"{closed.home}/report/{report.order.id}").status_code == 200
    assert browser.open(f"{closed.town.home}/measurements/{other}/report/{report.order.id}").status == 404


def test_a_report_that_is_older_than_the_measurement_says_so(closed: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(closed.leader)
    browser.open(f"{closed.home}/report").press(ORDER)
    closed.town.site.work_off()
    closed.do(ReopenMeasurement(reason="Ett ord til"))
    closed.do(NoteComment(question="1-1", text="Ett ord til", seen=0))
    closed.town.close(closed.measurement)
    closed.town.show()
    assert "Målingen er endret etter at denne ble laget." in browser.open(f"{closed.home}/report").text


@pytest.mark.parametrize("language", ["sv", ""])
def test_a_language_that_no_report_is_in_is_refused(closed: Session, browser_for: OpenBrowser, language: str) -> None:
    page = browser_for(closed.leader).open(f"{closed.home}/report")
    assert page.press(ORDER, language=language).status == 422
    assert shelf(closed) == []
