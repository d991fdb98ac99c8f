"""What people answered each for themselves, where it was shown: on the question, its field, and the profile."""

import pytest

from domain.measurement.commands import AnswerQuestion, CloseMeasurement
from domain.scoring.answer import NOT_RELEVANT
from tests.support.browsing import Shown
from tests.support.reading import Element
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

APART, TABLE = "Svarene hver for seg", "Hvor mange som svarte hva"
PROFILE = "Her svarte dere mest ulikt"
PUBLIC, PARTNER = [7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6]


def rows_of(page: Shown) -> dict[str, list[str]]:
    """Each row of the table of answers by its name."""
    rows = [[cell.text for cell in row if cell.tag in {"th", "td"}] for row in page.all("row", within=table(page))]
    return {name: figures for name, *figures in rows[1:]}


def table(page: Shown) -> Element:
    return page.one("table", TABLE)


@pytest.fixture
def revealed(under_way: Session) -> Session:
    under_way.reveal("1-1", PUBLIC, PARTNER)
    return under_way


def test_before_the_answers_are_shown_the_question_says_nothing_of_them(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    assert APART not in page.text
    assert PROFILE not in browser_for(under_way.leader).open(f"{under_way.home}/profile").text


def test_the_answers_stand_above_the_scale_in_words_and_in_a_table(revealed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(revealed.leader).open(revealed.question("1-1"))
    assert "8 svar, fra 3 til 9. Gjennomsnittet er 6,1. Én svarte «Ikke relevant»" in page.text
    assert page.text.index(APART) < page.text.index("Hvor er dere nå?")
    rows = rows_of(page)
    assert rows["8"] == ["2", "2", "0"]
    assert rows["Gjennomsnitt"] == ["6,1", "8,0", "4,3"]


def test_everyone_who_may_read_sees_the_same_numbers(group: Group, revealed: Session, browser_for: OpenBrowser) -> None:
    auditor = group.town.let_in("Rita Revisor")
    group.town.show()
    leader, *others = (
        rows_of(browser_for(person).open(revealed.question("1-1")))
        for person in (revealed.leader, revealed.member, auditor)
    )
    assert others == [leader, leader]


def test_the_agreed_answer_is_marked_among_them_once_there_is_one(revealed: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(revealed.leader)
    assert "distribution-agreed" not in browser.open(revealed.question("1-1")).answer.text
    revealed.do(AnswerQuestion(question="1-1", answer=6, seen=None))
    assert "distribution-agreed" in browser.open(revealed.question("1-1")).answer.text


def test_answers_too_few_to_be_told_are_explained_and_not_drawn(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.reveal("1-1", [7, NOT_RELEVANT], [3])
    browser = browser_for(under_way.leader)
    page = browser.open(under_way.question("1-1"))
    assert "2 svar på skalaen. Én svarte «Ikke relevant»" in page.text
    assert "Da kunne noen se hva en annen svarte." in page.text
    assert "distribution-answer" not in page.answer.text
    assert page.all("table") == []
    assert "2 svar på skalaen" in browser.open(f"{under_way.home}/fields/equality").text


def test_a_side_of_fewer_than_three_is_shown_nowhere(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.reveal("1-1", [7, 8, 8], [3, 4])
    browser = browser_for(under_way.leader)
    page = browser.open(under_way.question("1-1"))
    assert rows_of(page)["8"] == ["2"]
    assert "vises hver for seg når minst tre fra hver har svart" in page.text
    assert "Partnerne:" not in browser.open(f"{under_way.home}/fields/equality").text


def test_a_field_says_of_each_question_how_far_apart_the_answers_were(
    revealed: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(revealed.leader).open(f"{revealed.home}/fields/equality")
    (question,) = [one for one in page.all("article") if "1-1" in page.name(one)]
    assert "Svarene ligger et stykke fra hverandre. Enighet 0,69 av 1." in question.text
    assert "Det offentlige: 4 svar, gjennomsnitt 8,0, enighet 0,92." in question.text
    link = page.one("link", "Se alle svarene: 1-1 Rom for forhandling", question)
    assert link.get("href") == f"{revealed.question('1-1')}#apart"


def test_a_pause_says_it_in_a_few_words(revealed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(revealed.leader).open(f"{revealed.home}/fields/equality/pause")
    items = page.names("listitem", page.one("region", "Gå tilbake til ett spørsmål"))
    assert items[0] == "1-1 Rom for forhandling Ikke besvart · Svarene ligger et stykke fra hverandre."
    assert "Svarene" not in items[1]


def test_the_profile_names_the_five_questions_furthest_apart(answered: Session, browser_for: OpenBrowser) -> None:
    """Where everyone answered the same, nothing is apart."""
    for number, (public, partner) in {
        "1-1": ([5, 5], [6]),
        "1-2": ([0, 0], [10, 10]),
        "1-3": ([2, 2], [9]),
        "1-4": ([6, 6], [6]),
        "2-1": ([4, 4], [8, 8]),
        "2-2": ([4, 5], [8, 8]),
        "2-3": ([5, 5], [7, 7]),
    }.items():
        answered.reveal(number, public, partner)
    page = browser_for(answered.member).open(f"{answered.home}/profile")
    region = page.one("region", PROFILE)
    assert [name.split()[0] for name in page.names("listitem", region)] == ["1-2", "1-3", "2-1", "2-2", "2-3"]
    assert page.names("listitem", region)[0].endswith("Svarene ligger langt fra hverandre. Enighet 0,00 av 1")
    assert page.all("link", within=region)[0].get("href") == f"{answered.question('1-2')}#apart"


def test_a_closed_measurement_shows_its_spreads_as_published(answered: Session, browser_for: OpenBrowser) -> None:
    answered.reveal("1-1", PUBLIC, PARTNER)
    open_now = rows_of(browser_for(answered.leader).open(answered.question("1-1")))
    answered.do(CloseMeasurement())
    assert rows_of(browser_for(answered.leader).open(answered.question("1-1"))) == open_now
