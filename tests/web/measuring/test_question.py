"""One question: answering, commenting, suggesting."""

import pytest

from domain.measurement.commands import AnswerQuestion
from domain.scoring.answer import NOT_RELEVANT
from tests.support.browsing import Shown
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

SAVE, ADD, BACK = "Lagre og gå videre", "Legg til tiltak", "Forrige"
SCALE, COMMENT, ACTION = "Hvor er dere nå?", "Kommentar (kan stå tomt)", "Nytt forslag til tiltak (kan stå tomt)"


def words_in(page: Shown, role: str, name: str) -> str:
    return "".join(child for child in page.one(role, name).children if isinstance(child, str))


def chosen(page: Shown) -> str:
    """The answer that is marked on the page."""
    marked = [one for one in page.root if one.get("name") == "answer" and "checked" in one.attributes]
    assert len(marked) == 1
    return marked[0].get("value")


def test_a_question_fills_the_page_with_what_it_asks_and_something_to_talk_about(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    question = under_way.town.world.instruments.newest()[0].questions["1-1"]
    assert page.one("heading", question.statement["nb"])
    assert page.names("listitem", page.one("region", "Snakk om")) == question.help["nb"].split("\n")
    (scale,) = [element for element in page.root if element.tag == "fieldset" and page.name(element) == SCALE]
    for words in (question.scale.low, question.scale.middle, question.scale.high):
        assert words["nb"] in scale.text
    assert "Dere har svart på 0 av 7 spørsmål i Likeverdighet" in page.text
    assert page.title == "1-1 Rom for forhandling · Friskgården · SAMSON"


def test_an_answer_is_saved_and_leads_to_the_next_question(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    following = page.press(SAVE, {SCALE: "7"})
    assert following.path == under_way.question("1-2")
    assert "Dere har svart på 1 av 7 spørsmål" in following.text
    assert under_way.state().answers == {"1-1": 7}


def test_the_last_question_of_a_field_leads_to_its_pause(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-7"))
    assert page.press(SAVE, {SCALE: "3"}).one("heading", "Likeverdighet så langt")


def test_a_question_can_be_passed_by_without_an_answer(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    assert page.press(SAVE).path == under_way.question("1-2")
    assert under_way.state().answers == {}


def test_a_question_can_be_not_relevant_and_unanswered_again(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    browser.open(under_way.question("1-1")).press(SAVE, {SCALE: NOT_RELEVANT})
    assert under_way.state().answers == {"1-1": NOT_RELEVANT}
    again = browser.open(under_way.question("1-1"))
    assert chosen(again) == NOT_RELEVANT
    again.press(SAVE, {SCALE: ""})
    assert under_way.state().answers == {}


def test_one_button_saves_answer_comment_and_action_together(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    added = page.press(ADD, {SCALE: "7", COMMENT: "Vi er nesten enige.", ACTION: "Møtes på gården"})
    assert added.path == under_way.question("1-1")
    assert (chosen(added), words_in(added, "textbox", COMMENT)) == ("7", "Vi er nesten enige.")
    assert "Møtes på gården" in added.one("region", "Tiltak").text
    assert words_in(added, "textbox", ACTION) == ""


def test_the_way_back_saves_too(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-2"))
    assert page.press(BACK, {SCALE: "4"}).path == under_way.question("1-1")
    assert under_way.state().answers == {"1-2": 4}


def test_a_double_click_counts_once(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    for _ in range(2):
        assert page.press(SAVE, {SCALE: "7", COMMENT: "Ja", ACTION: "Møtes"}).status == 200
    assert under_way.events().count("measurement.question-answered.v1") == 1
    assert under_way.events().count("measurement.comment-noted.v1") == 1
    again = browser_for(under_way.leader).open(under_way.question("1-1"))
    assert len(again.all("listitem", within=again.one("region", "Tiltak"))) == 1


def test_a_suggestion_can_be_reworded_and_withdrawn(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1")).press(ADD, {ACTION: "Møtes"})
    reworded = page.press(ADD, {"Forslaget (kan stå tomt)": "Møtes hver måned"})
    assert "Møtes hver måned" in reworded.one("region", "Tiltak").text
    withdrawn = reworded.press("Trekk forslaget", {SCALE: "5"})
    assert "Møtes" not in withdrawn.text
    assert chosen(withdrawn) == "5"


def test_a_comment_can_be_reworded_and_taken_away(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    browser.open(under_way.question("1-1")).press(SAVE, {COMMENT: "Først"})
    browser.open(under_way.question("1-1")).press(SAVE, {COMMENT: "Så"})
    page = browser.open(under_way.question("1-1"))
    assert words_in(page, "textbox", COMMENT) == "Så"
    page.press(SAVE, {COMMENT: ""})
    assert under_way.state().comments == {}


def test_a_participant_comments_and_suggests_but_does_not_answer(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.member)
    page = browser.open(under_way.question("1-1"))
    assert page.all("radio") == []
    added = page.press(ADD, {COMMENT: "Dette er vanskelig.", ACTION: "Spør de unge"})
    assert "Spør de unge" in added.text
    assert words_in(added, "textbox", COMMENT) == "Dette er vanskelig."
    fields = {"command_id": "019aaaaa-0000-7000-8000-000000000001", "answer": "3", "seen-answer": ""}
    assert browser.send(under_way.question("1-1"), fields).status == 403
    assert under_way.state().answers == {}


def test_a_participant_sees_what_was_agreed(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    page = browser_for(under_way.member).open(under_way.question("1-1"))
    assert page.one("heading", "Dere har svart 4 av 10")


@pytest.mark.parametrize("number", ["9-9", "1-99", "nonsense"])
def test_a_question_that_there_is_none_of_is_not_found(
    under_way: Session, browser_for: OpenBrowser, number: str
) -> None:
    assert browser_for(under_way.leader).open(under_way.question(number)).status == 404


def test_the_words_of_the_questions_say_which_language_they_are_in(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader, language="en").open(under_way.question("1-1"))
    heading = page.one("heading", page.names("heading")[0])
    assert [element.get("lang") for element in heading if element.tag == "span"] in ([], ["nb"])
    assert page.one("button", "Save and go on")
