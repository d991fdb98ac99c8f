"""A measurement whose time was over while nothing was agreed, and one that nobody counted people in."""

from domain.ids import MeasurementId
from domain.measurement.commands import EndUncompleted, StartMeasurement
from domain.modes import Mode
from infra.identity import new_stream_id
from services.application.measurements import start_measurement
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

NOT_COMPLETED = "Målingen ble ikke fullført"


def ended(session: Session) -> Session:
    """With one question revealed."""
    session.reveal("1-1", [2, 7, 9], [3, 3, 8])
    session.do(EndUncompleted())
    return session


def test_its_page_says_that_the_time_was_over_and_leads_to_the_spread_alone(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(ended(under_way).member).open(under_way.home)
    assert page.one("heading", NOT_COMPLETED)
    assert "ingenting var avtalt" in page.text
    assert "Vil dere møtes likevel, kan den som leder, åpne målingen igjen." in page.text
    assert page.all("button", "Åpne målingen igjen") == []
    spread = page.follow("Se spredningen")
    assert "1-1 Rom for forhandling" in spread.text
    assert spread.all("img") == []
    assert spread.all("table") == []


def test_its_fields_show_spread_and_no_figures(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(ended(under_way).leader).open(f"{under_way.home}/fields/equality")
    assert "6 svar" in page.one("article", "1-1 Rom for forhandling").text
    assert page.all("table") == []
    assert "Vekting" not in page.one("article", "1-1 Rom for forhandling").text
    assert page.all("heading", "Har dere ikke snakket om dette feltet?") == []


def test_it_has_no_report_and_none_can_be_ordered(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(ended(under_way).leader)
    assert browser.open(f"{under_way.home}/report").one("heading", "Det er ingen rapport")
    refused = browser.send(f"{under_way.home}/report", {"command_id": str(new_stream_id()), "language": "nb"})
    assert refused.status == 409
    assert "den ble ikke fullført" in refused.text


def test_every_page_of_it_can_be_looked_at(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(ended(under_way).leader)
    for path in ("questions/1-1", "fields/equality/pause", "values", "actions", "close", "agenda", "replay", "room",
                 "sheets", "sheets/paper", "moved", "rescored", "since-last-time", "why/score.equality"):  # fmt: skip
        assert browser.open(f"{under_way.home}/{path}").status == 200, path
    assert NOT_COMPLETED in browser.open(f"{under_way.home}/questions/1-1").text
    assert "Tiden var ute, og ingenting var avtalt." in browser.open(f"{under_way.home}/replay").text


def test_whoever_leads_opens_it_again_with_a_reason(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(ended(under_way).leader).open(under_way.home)
    again = page.press("Åpne målingen igjen", {"Hvorfor?": "Vi møttes likevel"})
    assert again.one("link", "Avslutt målingen")
    assert under_way.state().status == "open"
    assert "Vi møttes likevel" in again.text


def test_it_is_no_point_of_the_series_and_a_gap_in_it_with_a_word(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(6, close=True)
    between = ended(group.again(first.collaboration, {}))
    last = group.again(first.collaboration, 7, close=True)
    browser = browser_for(first.leader)
    page = browser.open(first.collaboration_home)
    assert "Ikke fullført" in page.one("region", "Målinger").text
    assert "ikke fullført" in page.text
    compared = browser.open(f"{first.collaboration_home}/compare")
    assert len(compared.all("checkbox")) == 2
    assert "ble ikke fullført." in compared.text
    refused = browser.open(f"{first.collaboration_home}/compare?measurement={between.measurement}")
    assert refused.status == 404
    assert last.state().status == "closed"


def test_the_workspaces_page_counts_it_as_not_measured(under_way: Session, browser_for: OpenBrowser) -> None:
    name = browser_for(under_way.leader).open(under_way.collaboration_home).all("heading")[0].text
    ended(under_way)
    page = browser_for(under_way.leader).open(under_way.town.home + "?find=" + name)
    assert page.status == 200
    assert "Ikke målt" in page.text


def test_a_measurement_that_nobody_counted_people_in_says_so(group: Group, browser_for: OpenBrowser) -> None:
    town, which = group.town, MeasurementId(new_stream_id())
    session = group.session({})
    start = StartMeasurement(
        collaboration=session.collaboration, mode=Mode.EACH_THEN_TOGETHER, practice=False, attendance={}
    )
    town.site.run(start_measurement(town.world, town.administrator.here, which, start, new_stream_id()))
    town.show()
    browser, home = browser_for(group.leader), f"{town.home}/measurements/{which}"
    page = browser.open(home)
    assert "Ikke talt" in page.text
    assert "0 personer" not in page.text
    assert "Hvor mange som var med, ble ikke talt." in browser.open(f"{home}/replay").text
    counted = page.follow("Rett antallet").press("Lagre antallet", {"Kommune": "3"})
    assert "3 personer" in counted.text
