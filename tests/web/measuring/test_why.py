"""Why a figure is as it is."""

from fractions import Fraction
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.measurement.commands import AnswerQuestion, ReopenMeasurement, WithdrawAnswer
from domain.measurement.events import MeasurementClosed
from domain.measurement.state import fold
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import FigureName, Kind
from domain.workspace.events import Role
from infra.eventlog.records import NewEvent
from infra.identity import new_stream_id
from tests.running_site import Site
from tests.support.towns import found_town
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

PARTS, EVENTS, PUBLISHED = "Det tallet er laget av", "Slik kom det til", "Slik ble det publisert"


def test_a_score_shows_its_formula_with_the_numbers_and_what_it_is_made_of(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    for number, answer in (("1-1", 6), ("1-2", 7), ("1-3", 4), ("1-4", 5), ("1-7", NOT_RELEVANT)):
        under_way.do(AnswerQuestion(question=number, answer=answer, seen=None))
    page = browser_for(under_way.member).open(f"{under_way.home}/why/score.equality")
    assert page.one("heading", "Skåren for Likeverdighet")
    assert "(6 + 7 + 4 + 5) / 4 = 5,5" in page.one("region", "Slik er det regnet ut").text
    rows = page.names("row", page.one("region", PARTS))
    assert "1-1 Rom for forhandling 6" in rows
    assert any(row.startswith("1-7 ") and row.endswith("Ikke relevant") for row in rows)
    answer = page.follow("6: hvor svaret på 1-1 Rom for forhandling kommer fra")
    assert answer.path == f"{under_way.home}/why/answer.1-1"


def test_a_figure_that_is_none_says_how_many_answers_it_takes(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.member).open(f"{under_way.home}/why/score.equality")
    assert "Ingen av de 7 relevante spørsmålene er besvart; det trengs minst 4." in page.text
    under_way.do(AnswerQuestion(question="1-1", answer=6, seen=None))
    page = browser_for(under_way.member).open(f"{under_way.home}/why/score.equality")
    assert "Bare 1 av 7 relevante spørsmål er besvart; det trengs minst 4." in page.text


def test_an_answer_says_when_by_whom_why_and_what_it_was_before(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=6, seen=None))
    under_way.do(AnswerQuestion(question="1-1", answer=4, seen=6, reason="Vi snakket mer om det"))
    page = browser_for(under_way.leader).open(f"{under_way.home}/why/answer.1-1")
    events = page.one("region", EVENTS).text
    assert "4, endret fra 6 " in events
    assert "av Ada Administrator." in events
    assert "Vi snakket mer om det" in events
    under_way.do(WithdrawAnswer(question="1-1", seen=4))
    page = browser_for(under_way.leader).open(f"{under_way.home}/why/answer.1-1")
    assert "Uten svar. 4 ble tatt bort " in page.one("region", EVENTS).text


def test_only_who_leads_sees_names(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=6, seen=None))
    for figure in ("answer.1-1", "value.openness", "thickness"):
        page = browser_for(under_way.member).open(f"{under_way.home}/why/{figure}")
        assert "av Person 1." in page.one("region", EVENTS).text
        assert "Ada" not in page.answer.text


@pytest.mark.parametrize(
    ("figure", "title", "reckoning"),
    [
        ("importance.1-1", "Vektingen av 1-1 Rom for forhandling", " = 8,0"),
        ("gap.1-1", "Avstanden for 1-1 Rom for forhandling", "største av (0; 8,0 − 6) = 2,0"),
        ("priority.1-1", "Plassen i lista: 1-1 Rom for forhandling", "2,0 · 8,0 / 10 = 1,6"),
        ("weighting.equality", "Vektingen av Likeverdighet", "/ 7 = 8,0"),
        ("value.openness", "Vektingen av verdien Åpenhet", " = 8,0"),
        ("thickness", "Fra tynn til tykk samskaping", " · 10 = 60,0"),
        ("answer.1-1", "Svaret på 1-1 Rom for forhandling", "Det er tallet dere ble enige om"),
    ],
)
def test_every_kind_of_figure_has_its_page(
    answered: Session, browser_for: OpenBrowser, figure: str, title: str, reckoning: str
) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/why/{figure}")
    assert page.one("heading", title)
    assert reckoning in page.one("region", "Slik er det regnet ut").text


def test_every_figure_of_a_profile_can_be_asked_for(answered: Session, browser_for: OpenBrowser) -> None:
    browser, instrument = browser_for(answered.member), answered.town.world.instruments.newest()[0]
    field = instrument.fields[2]
    figures = [
        *(FigureName(Kind.VALUE, value.id) for value in instrument.values),
        *(FigureName(kind, field.id) for kind in (Kind.SCORE, Kind.WEIGHTING)),
        *(
            FigureName(kind, question.id)
            for question in field.questions
            for kind in (Kind.ANSWER, Kind.IMPORTANCE, Kind.GAP, Kind.PRIORITY)
        ),
    ]
    assert {browser.open(f"{answered.home}/why/{figure}").status for figure in figures} == {200}


def test_a_figure_that_there_is_none_of_is_not_found(answered: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered.leader)
    for figure in ("score", "score.nowhere", "gap.9-9", "thickness.1", "grade.equality"):
        assert browser.open(f"{answered.home}/why/{figure}").status == 404


def test_a_closed_measurement_says_that_the_events_still_give_what_was_published(
    closed: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(closed.member).open(f"{closed.home}/why/score.equality")
    published = page.one("region", PUBLISHED).text
    assert "etter regnereglene i versjon 1." in published
    assert "regnet det ut på nytt fra hendelsene, og det ble det samme." in published
    closed.do(ReopenMeasurement(reason="Vi glemte noe"))
    page = browser_for(closed.member).open(f"{closed.home}/why/score.equality")
    assert page.all("region", PUBLISHED) == []


def test_a_published_figure_that_the_events_do_not_give_is_told_plainly(
    answered: Session, browser_for: OpenBrowser
) -> None:
    _publish(answered, score=Fraction(9))
    page = browser_for(answered.member).open(f"{answered.home}/why/score.equality")
    assert page.one("heading", "Tallet stemmer ikke med hendelsene")
    assert "9,0 ble publisert, men regnet ut på nytt fra hendelsene blir det 6,0." in page.text


def _publish(session: Session, score: Fraction) -> None:
    """As the product never does."""
    town, by = session.town, session.town.administrator.here
    recorded = town.site.run(town.world.log.read_stream(by.tenant, session.measurement))
    state = fold(record.event for record in recorded)
    town.close(session.measurement)
    closing = town.site.run(town.world.log.read_stream(by.tenant, session.measurement))[-1].event
    assert state is not None
    assert isinstance(closing, MeasurementClosed)
    first, *rest = closing.figures.fields
    figures = replace(closing.figures, fields=(replace(first, score=score), *rest))
    event = NewEvent(session.measurement, len(recorded) + 2, replace(closing, figures=figures))
    town.site.run(town.world.log.append(by.tenant, uuid4(), new_stream_id().bytes, [event]))
    town.show()


def test_a_figure_leads_to_why_it_moved(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5, close=True)
    second = group.again(first.collaboration, 7)
    page = browser_for(second.member).open(f"{second.home}/why/score.equality")
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Hvorfor flyttet det seg siden ")]
    assert link.get("href") == f"{second.home}/moved?since={first.measurement}#score-equality"


def test_every_figure_of_a_profile_is_one_click_from_its_reason(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/profile")
    table = page.one("table", "Samlet profil")
    why = f"{answered.home}/why"
    assert page.one("link", "6,0: hvor skåren for Felles mål kommer fra", table).get("href") == (
        f"{why}/score.shared_goals"
    )
    assert page.one("link", "8,0: hvor vektingen av Felles mål kommer fra", table)
    values = page.one("region", "Slik vektet dere verdiene")
    assert page.one("link", "8,0: hvor vektingen av Åpenhet kommer fra", values).get("href") == f"{why}/value.openness"
    focus = page.one("region", "Viktig for dere, og skåret lavt")
    assert any(one.get("href") == f"{why}/priority.1-1" for one in page.all("link", within=focus))


def test_figures_on_the_pages_around_a_measurement_lead_to_their_reasons(site: Site, browser_for: OpenBrowser) -> None:
    """In a workspace of its own, so that it is among the first on the workspace's page."""
    town = found_town(site)
    leader, member = town.join(Role.FACILITATOR, "Finn"), town.join(Role.PARTICIPANT, "Pia")
    closed = Group(town=town, leader=leader, member=member).session(6, close=True)
    browser = browser_for(closed.leader)
    for path in (closed.town.home, closed.collaboration_home):
        hrefs = {one.get("href") for one in browser.open(path).all("link")}
        assert f"{closed.home}/why/score.equality" in hrefs
    for path, figure in (("fields/equality/pause", "answer.1-1"), ("values", "value.openness")):
        hrefs = {one.get("href") for one in browser.open(f"{closed.home}/{path}").all("link")}
        assert f"{closed.home}/why/{figure}" in hrefs
    (page,) = [browser.open(f"{closed.home}/values/openness")]
    assert f"{closed.home}/why/value.openness" in {one.get("href") for one in page.all("link")}
