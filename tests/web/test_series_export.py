"""Downloading the series: who may, and that it is what the pages show."""

import csv
from io import BytesIO, StringIO

import openpyxl

from domain.workspace.events import Role
from tests.support.browsing import Browser
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def rows_of(browser: Browser, path: str) -> list[dict[str, str]]:
    answer = browser.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.csv"')
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
