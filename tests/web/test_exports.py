"""The whole history as a file, and the program that checks it."""

from pathlib import Path

from domain.workspace.events import Role
from services.verifier import verify as verifier
from tests.support.browsing import Browser
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def export_of(town: Town, browser: Browser, folder: Path) -> Path:
    answer = browser.client.get(f"{town.home}/proof/export")
    assert answer.status_code == 200
    assert f'filename="{town.workspace.slug}-' in answer.headers["content-disposition"]
    file = folder / "export.samson"
    file.write_bytes(answer.content)
    return file


def test_an_administrator_downloads_the_history_and_it_holds_good(
    town: Town, browser_for: OpenBrowser, tmp_path: Path
) -> None:
    """Written through the use cases, with texts that are really sealed."""
    person = town.join(Role.PARTICIPANT, "Petra Partner")
    collaboration = town.collaborate(participants=(person,))
    town.measure(collaboration, {"1-1": 4, "1-2": 0, "1-3": 10})
    under_way = town.measure(collaboration, 7, close=False)
    town.suggest(collaboration, under_way, "Vi møtes på kvelden")
    town.show()
    report = verifier.verify(export_of(town, browser_for(town.administrator), tmp_path))
    assert report.findings == []
    assert "1 closings, computed again from the answers" in report.checked


def test_only_administrators_and_auditors_get_the_history(town: Town, browser_for: OpenBrowser) -> None:
    facilitator = town.join(Role.FACILITATOR, "Frode Fasilitator")
    town.show()
    assert browser_for(facilitator).client.get(f"{town.home}/proof/export").status_code == 403


def test_anybody_gets_the_program_as_it_is_run_here(town: Town, browser_for: OpenBrowser) -> None:
    answer = browser_for(town.administrator).client.get("/verifier")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.content == Path(verifier.__file__).read_bytes()


def test_the_page_says_how_to_export_and_check_in_three_steps(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/proof")
    page.one("heading", "Eksport av historikken")
    steps = [name for name in page.names("heading") if name[:2] in {"1.", "2.", "3."}]
    assert len(steps) == 3
    assert page.one("link", "Last ned eksporten").get("href") == f"{town.home}/proof/export"
    assert page.one("link", "Last ned programmet").get("href") == "/verifier"
