"""The running agenda: what the time that is left is proposed to be spent on."""

import pytest
from msgspec.structs import replace

from domain.ids import MeasurementId, QuestionId
from domain.measurement.commands import AnswerQuestion, PauseMeasurement, StartMeasurement
from domain.modes import Mode
from infra.identity import new_stream_id
from infra.translation import LANGUAGES, Translator
from services.application.measurements import start_measurement
from tests.support.browsing import Shown
from tests.support.towns import TWO_SECTORS
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

PROPOSED = "Det rekker til {count} spørsmål"


def proposed(page: Shown, heading: str) -> list[str]:
    """The number of each proposed question, in order."""
    links = [name for name in page.names("link", page.one("region", heading)) if name[1:2] == "-"]
    return [name.split(maxsplit=1)[0] for name in links]


def test_it_says_how_many_questions_there_is_time_for_and_why_these(under_way: Session, browser_for: OpenBrowser):
    under_way.reveal("3-2", [2, 3, 9])
    under_way.reveal("1-4", [7, 8, 8])
    page = browser_for(under_way.leader).open(f"{under_way.home}/agenda?minutes=20&each=5")
    region = page.one("region", "Det rekker til 4 spørsmål")
    assert "Dere svarte fra 2 til 9" in region.text
    assert "Dere har vektet dette til 8,0, og svarene ligger på 4,7 i snitt" in region.text
    assert "Svarene ligger nær hverandre. Dere mangler bare et felles svar" in region.text
    assert "Ikke snakket om ennå" in region.text
    assert proposed(page, "Det rekker til 4 spørsmål") == ["3-2", "1-4", "1-1", "1-2"]


def test_a_proposed_question_is_one_link_away(under_way: Session, browser_for: OpenBrowser):
    under_way.reveal("3-2", [2, 3, 9])
    page = browser_for(under_way.leader).open(f"{under_way.home}/agenda?minutes=5")
    (link,) = [name for name in page.names("link") if name.startswith("3-2 ")]
    assert page.follow(link).path == under_way.question("3-2")


def test_what_lay_low_last_time_is_proposed_and_says_so(group: Group, browser_for: OpenBrowser):
    first = group.session({"2-2": 3, "1-1": 9}, close=True)
    second = group.again(first.collaboration, {})
    page = browser_for(second.member).open(f"{second.home}/agenda?minutes=5")
    assert proposed(page, "Det rekker til ett spørsmål") == ["2-2"]
    assert "Dere har vektet dette til 8,0, og sist ble svaret 3" in page.text


def test_an_agreed_question_comes_back_until_something_is_suggested_for_it(group: Group, browser_for: OpenBrowser):
    session = group.session(8)
    session.do(AnswerQuestion(question=QuestionId("5-2"), answer=3, seen=8))
    browser = browser_for(session.leader)
    page = browser.open(f"{session.home}/agenda")
    assert proposed(page, "Det rekker til alt som gjenstår") == ["5-2"]
    assert "ble enige om 3, men har ikke foreslått noe å gjøre" in page.text
    session.town.suggest(session.collaboration, session.measurement, "Møtes oftere", "5-2", agree=False)
    session.town.show()
    assert browser.open(f"{session.home}/agenda").one("heading", "Det gjenstår ingen spørsmål")


def test_the_others_follow_in_the_order_of_the_instrument(group: Group, browser_for: OpenBrowser):
    session = group.session({"1-1": 8, "1-2": "not_relevant"})
    session.reveal("7-1", [0, 5, 10])
    page = browser_for(session.leader).open(f"{session.home}/agenda?minutes=1")
    (proposal,) = page.all("listitem", within=page.one("region", "Det rekker til ett spørsmål"))[:1]
    items = page.names("listitem")
    others = [item for item in items[items.index(page.name(proposal)) + 1 :] if item[1:2] == "-"]
    assert len(others) == len(session.town.world.instruments.newest()[0].questions) - 1
    assert [item.split(maxsplit=1)[0] for item in others[:3]] == ["1-1", "1-2", "1-3"]
    assert others[0].endswith("Enige om 8")
    assert others[1].endswith("Ikke relevant")
    assert others[2].endswith("Ikke snakket om ennå")


def test_without_a_time_it_reckons_with_half_an_hour(under_way: Session, browser_for: OpenBrowser):
    page = browser_for(under_way.leader).open(f"{under_way.home}/agenda")
    assert page.one("heading", "Det rekker til 6 spørsmål")
    assert page.one("spinbutton", "Minutter igjen").get("value") == "30"


@pytest.mark.parametrize(
    ("query", "error", "kept"),
    [
        ("minutes=snart&each=7", "Skriv hvor mange minutter dere har igjen", ("snart", "7")),
        ("minutes=601&each=7", "Skriv hvor mange minutter dere har igjen", ("601", "7")),
        ("minutes=-1&each=7", "Skriv hvor mange minutter dere har igjen", ("-1", "7")),
        ("minutes=20&each=0", "Skriv hvor mange minutter hvert spørsmål får", ("20", "0")),
    ],
)
def test_a_time_that_cannot_be_read_is_kept_and_says_what_to_write(
    under_way: Session, browser_for: OpenBrowser, query: str, error: str, kept: tuple[str, str]
):
    page = browser_for(under_way.leader).open(f"{under_way.home}/agenda?{query}")
    assert page.status == 422
    assert error in page.text
    fields = [page.one("spinbutton", name) for name in ("Minutter igjen", "Minutter til hvert spørsmål")]
    assert tuple(one.get("value") for one in fields) == kept


def test_when_the_time_is_up_nothing_is_proposed_and_every_question_is_there(
    under_way: Session, browser_for: OpenBrowser
):
    page = browser_for(under_way.leader).open(f"{under_way.home}/agenda?minutes=0")
    assert page.one("heading", "Tida er ute")
    assert len([name for name in page.names("link") if name[1:2] == "-"]) == len(
        under_way.town.world.instruments.newest()[0].questions
    )


def test_before_anything_is_known_it_says_how_to_begin(group: Group, browser_for: OpenBrowser):
    session = fresh(group)
    page = browser_for(session.leader).open(f"{session.home}/agenda")
    assert page.one("heading", "Vi har ikke noe å gå etter ennå")
    assert page.follow("Begynn").path == f"{session.home}/values"


def test_before_the_values_are_weighed_it_says_how_they_are_counted(
    group: Group, under_way: Session, browser_for: OpenBrowser
):
    session, browser = fresh(group), browser_for(group.leader)
    session.reveal("1-1", [1, 2, 9])
    page = browser.open(f"{session.home}/agenda?minutes=5")
    assert proposed(page, "Det rekker til ett spørsmål") == ["1-1"]
    assert page.one("region", "Verdiene er ikke ferdig vektet")
    assert "Verdiene er ikke ferdig vektet" not in browser.open(f"{under_way.home}/agenda").text


def fresh(group: Group) -> Session:
    """Nothing weighed, nothing answered."""
    town, session, measurement = group.town, group.session({}), MeasurementId(new_stream_id())
    start = StartMeasurement(
        collaboration=session.collaboration, mode=Mode.TOGETHER, practice=False, attendance=TWO_SECTORS
    )
    town.site.run(start_measurement(town.world, town.administrator.here, measurement, start, new_stream_id()))
    town.show()
    return replace(session, measurement=measurement)


def test_a_paused_measurement_has_its_agenda_and_a_closed_one_has_not(
    under_way: Session, closed: Session, browser_for: OpenBrowser
):
    under_way.do(PauseMeasurement())
    assert browser_for(under_way.leader).open(f"{under_way.home}/agenda").one("heading", "Det rekker til 6 spørsmål")
    browser = browser_for(closed.leader)
    assert browser.open(f"{closed.home}/agenda").one("heading", "Målingen er ikke i gang lenger")
    assert "/agenda" not in browser.open(f"{closed.home}/profile").answer.text


@pytest.mark.parametrize("path", ["", "/fields/equality/pause", "/profile"])
def test_the_pages_of_a_measurement_under_way_lead_to_it(group: Group, browser_for: OpenBrowser, path: str):
    session = group.session({"1-1": 5})
    page = browser_for(session.member).open(session.home + path)
    assert page.follow("Hva bør dere bruke tida på?").path == f"{session.home}/agenda"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_there_in_every_language(under_way: Session, browser_for: OpenBrowser, language: str):
    page = browser_for(under_way.member, language).open(f"{under_way.home}/agenda")
    assert page.one("heading", Translator(language)("agenda.title"))
