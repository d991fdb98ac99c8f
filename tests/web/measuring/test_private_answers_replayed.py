"""The history tells what was revealed, how many gave each answer, and what was dissented."""

from collections.abc import Sequence

from domain.ids import QuestionId
from domain.measurement.commands import AnswerQuestion, CloseMeasurement, NoteDissent, SwitchMode
from domain.modes import Mode
from domain.scoring.tally import Ballot
from tests.support.browsing import Shown
from tests.support.revealing import ballots, reveal_answers
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

QUESTION = QuestionId("3-2")
OTHERWISE = "Vi kjenner oss ikke igjen i det"


def reveal(session: Session, cast: Sequence[Ballot], question: QuestionId = QUESTION) -> None:
    town = session.town
    town.site.run(reveal_answers(town.world, town.administrator.here, session.measurement, question, cast))
    town.show()


def dissent(text: str, seen: int = 0) -> NoteDissent:
    return NoteDissent(question=QUESTION, text=text, seen=seen)


def told(session: Session, browser_for: OpenBrowser, query: str = "") -> Shown:
    return browser_for(session.leader).open(f"{session.home}/replay{query}").one("region", "Hendelsene")


def test_the_history_tells_how_many_gave_each_answer(under_way: Session, browser_for: OpenBrowser) -> None:
    reveal(under_way, ballots(public=[4, 7, 7], partner=[9, 9, 10, "not_relevant"]))
    shown = told(under_way, browser_for, "?kind=private-answers").text
    assert "Svarene hver for seg ble vist." in shown
    assert "Alle 1 svarte 4, 2 svarte 7, 2 svarte 9, 1 svarte 10" in shown
    assert "1 svarte «ikke relevant»" in shown
    assert "Det offentlige 1 svarte 4, 2 svarte 7" in shown
    assert "Partnerne 2 svarte 9, 1 svarte 10" in shown


def test_the_history_tells_no_side_and_no_answer_that_would_be_somebody_s(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    reveal(under_way, ballots(public=[4, 7, 7], partner=[9]))
    reveal(under_way, ballots(public=[3, "not_relevant", "not_relevant"]), QuestionId("3-3"))
    shown = told(under_way, browser_for, "?kind=private-answers").text
    assert "Det offentlige" not in shown
    assert "Partnerne" not in shown
    assert "Færre enn tre svarte på skalaen." in shown
    assert "svarte 3" not in shown


def test_the_history_tells_and_filters_a_dissent_and_the_way_of_answering(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    for command in (SwitchMode(mode=Mode.EACH_THEN_TOGETHER), dissent(OTHERWISE), dissent("Likevel", seen=1)):
        under_way.do(command)
    shown = told(under_way, browser_for, "?kind=dissents").text
    for words in ("En uenighet ble notert.", OTHERWISE, "Den noterte uenigheten ble skrevet om.", "Likevel"):
        assert words in shown
    assert "Gruppa gikk over" not in shown
    assert "hver for seg, så sammen." in told(under_way, browser_for, "?kind=course").text
    assert OTHERWISE in told(under_way, browser_for, f"?question={QUESTION}").text


def test_the_words_of_a_dissent_that_was_withdrawn_can_be_erased_from_its_history(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    for command in (dissent("Først sånn"), dissent(OTHERWISE, seen=1), dissent("", seen=2)):
        under_way.do(command)
    browser = browser_for(under_way.town.administrator)
    which = f"Slett denne teksten: den noterte uenigheten til spørsmål {QUESTION}"
    page = browser.open(browser.open(f"{under_way.home}/replay").all("link", which)[0].get("href") or "")
    assert page.status == 200
    assert "En notert uenighet" in page.text
    assert "Først sånn" in page.text
    assert OTHERWISE in page.text
    seen = browser_for(under_way.member).open(f"{under_way.home}/replay")
    assert "Slett denne teksten" not in " ".join(seen.names("link"))


def test_a_closing_with_spreads_says_that_they_are_those_of_the_events(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    reveal(under_way, ballots(public=[4, 7, 7]))
    under_way.do(AnswerQuestion(question=QUESTION, answer=6, seen=None))
    under_way.do(CloseMeasurement())
    assert [one.question for one in under_way.state().spreads] == [QUESTION]
    page = browser_for(under_way.leader).open(f"{under_way.home}/replay")
    assert "er de samme som hendelsene gir" in page.text


def test_who_wrote_a_dissent_down_finds_it_among_their_own_deeds(under_way: Session, browser_for: OpenBrowser) -> None:
    reveal(under_way, ballots(public=[4, 7, 7]))
    under_way.do(dissent(OTHERWISE))
    page = browser_for(under_way.town.administrator).open("/me")
    for words in ("Svar hver for seg vist", "Uenighet notert"):
        assert words in page.text
