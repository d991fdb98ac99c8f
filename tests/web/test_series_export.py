"""Downloading the series: who may, and that it is what the pages show."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from unittest.mock import patch

import msgspec
import openpyxl
import pytest

from domain.streams import workspace_stream
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.report_shelf import Kind, Report, reports_of
from services.application.reports import order_report
from tests.support.browsing import Browser
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def rows_of(browser: Browser, path: str) -> list[dict[str, str]]:
    answer = browser.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.csv"')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_workspaces_file_has_every_closed_measurement_and_no_practice(town: Town, browser_for: OpenBrowser) -> None:
    first, second = town.collaborate("Verftet"), town.collaborate("Ny start")
    measured = [town.measure(first, 5), town.measure(first, 7), town.measure(second, 6)]
    town.measure(second, practice=True)
    town.measure(second, close=False)
    town.show()
    rows = rows_of(browser_for(town.administrator), f"{town.home}/export/series.csv")
    assert {row["Målingens id"] for row in rows} == {str(one) for one in measured}
    scores = [row["Skår"] for row in rows if row["Kode"] == "communication"]
    assert scores == ["5,0", "7,0", "6,0"]


def test_a_collaborations_workbook_is_its_own_alone(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    ours, theirs = town.collaborate("Vårt", participants=(pia,)), town.collaborate("De andres")
    town.measure(ours)
    town.measure(theirs)
    town.show()
    page = browser_for(pia).open(f"{town.home}/collaborations/{ours}").follow("Last ned tallene")
    page.one("heading", "Last ned tallene")
    answer = page.browser.client.get(page.one("link", "Last ned Excel-fil").get("href"))
    figures, explained = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    assert {cell.value for cell in figures["A"][1:]} == {"Vårt"}
    assert explained["A1"].value == f"Målinger i {town.workspace.name}"


def test_a_participant_takes_away_their_own_collaborations_and_no_others(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.collaborate("Vårt", participants=(pia,))
    theirs = town.collaborate("De andres")
    town.show()
    client = browser_for(pia).client
    assert client.get(f"{town.home}/export/series.csv").status_code == 403
    assert client.get(f"{town.home}/collaborations/{theirs}/export/series.csv").status_code == 404


def test_an_empty_series_is_a_file_with_its_headings_alone(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    assert rows_of(browser_for(town.administrator), f"{town.home}/export/series.csv") == []


@pytest.fixture
def many(town: Town) -> Town:
    """A workspace with more measurements than are written while a reader waits."""
    collaboration = town.collaborate("Verftet")
    for answer in (5, 7):
        town.measure(collaboration, answer)
    town.show()
    return town


@pytest.fixture
def few_at_once() -> Iterator[None]:
    with patch("services.web.routes.series.MOST_AT_ONCE", 1):
        yield


@pytest.mark.usefixtures("few_at_once")
@pytest.mark.parametrize("button", ["Lag CSV-fil", "Lag Excel-fil"])
def test_a_large_workspaces_file_is_ordered_watched_and_fetched(
    many: Town, browser_for: OpenBrowser, button: str
) -> None:
    browser, address = browser_for(many.administrator), f"{many.home}/export"
    page = browser.open(address)
    page.press(button)
    ordered = page.press(button)
    assert "Står i kø" in ordered.one("region", "Filer som er laget").text
    assert "<html" not in browser.open(f"{address}/shelf").answer.text
    many.site.work_off()
    page = browser.open(address)
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Last ned fila")]
    answer = browser.client.get(link.get("href"))
    if button == "Lag CSV-fil":
        assert answer.headers["content-disposition"].endswith('.csv"')
        rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert [row["Skår"] for row in rows if row["Kode"] == "communication"] == ["5,0", "7,0"]
    else:
        assert answer.headers["content-disposition"].endswith('.xlsx"')
        assert openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].max_row > 2


@pytest.mark.usefixtures("few_at_once")
def test_a_kept_address_of_a_file_that_has_become_large_leads_to_where_it_is_ordered(
    many: Town, browser_for: OpenBrowser
) -> None:
    browser = browser_for(many.administrator)
    assert browser.open(f"{many.home}/export/series.csv").path == f"{many.home}/export"
    assert browser.open(f"{many.home}/export").press("Lag CSV-fil", kind="report").status == 422
    auditor = many.let_in("Rita Revisor")
    many.show()
    rita = browser_for(auditor)
    assert "Lag CSV-fil" not in rita.open(f"{many.home}/export").names("button")
    assert len(rows_of(rita, f"{many.home}/export/series.csv")) > 2


@pytest.mark.usefixtures("few_at_once")
def test_the_next_file_clears_away_those_of_more_than_a_week_ago(many: Town, browser_for: OpenBrowser) -> None:
    tenant, about = many.workspace.tenant, workspace_stream(many.workspace.tenant)
    then = many.at(many.world.clock.now() - timedelta(days=8)).world
    web, old, kind = msgspec.structs.replace(then, database=many.site.web), new_stream_id(), Kind.SERIES_CSV
    many.site.run(order_report(web, many.administrator.here, about, language="nb", report=old, kind=kind))
    many.site.work_off()
    browser_for(many.administrator).open(f"{many.home}/export").press("Lag CSV-fil")
    many.site.work_off()

    async def shelf() -> list[Report]:
        async with many.world.database.reading(tenant) as connection:
            return await reports_of(connection, tenant, about, Kind.SERIES_CSV)

    (left,) = many.site.run(shelf())
    assert left.order.id != old
