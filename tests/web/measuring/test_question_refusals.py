"""What a question page says when something can't be saved: what happened, what is safe, what to do."""

from domain.action_plan.decisions import RewordAction, SuggestAction, WithdrawSuggestion
from domain.ids import ActionId
from domain.measurement.commands import (
    AnswerQuestion,
    CloseMeasurement,
    NoteComment,
    PauseMeasurement,
    ReopenMeasurement,
    VoidMeasurement,
)
from infra.identity import new_stream_id
from services.application.actions import decide_actions
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session
from tests.web.measuring.test_question import ACTION, ADD, COMMENT, SAVE, SCALE, chosen, words_in

REWORD = "Forslaget (kan stå tomt)"


def answer(question: str, number: int, seen: int | None = None) -> AnswerQuestion:
    return AnswerQuestion(question=question, answer=number, seen=seen)


def suggest(session: Session, text: str) -> ActionId:
    action = ActionId(new_stream_id())
    plan(
        session,
        SuggestAction(
            action=action,
            collaboration=session.collaboration,
            measurement=session.measurement,
            question="1-1",
            text=text,
        ),
    )
    return action


def plan(session: Session, command) -> None:
    by = session.town.administrator.here
    session.town.site.run(decide_actions(session.town.world, by, session.collaboration, command, new_stream_id()))
    session.town.show()


def test_an_answer_that_somebody_else_changed_is_shown_beside_ones_own(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(answer("1-1", 7))
    refused = page.press(SAVE, {SCALE: "4", COMMENT: "Vår mening", ACTION: "Møtes"})
    assert refused.status == 409
    assert "Ingenting ble lagret" in refused.one("alert").text
    assert "Lagret nå: 7 Dere valgte: 4" in refused.one("group", None).text
    assert (chosen(refused), words_in(refused, "textbox", COMMENT)) == ("4", "Vår mening")
    assert words_in(refused, "textbox", ACTION) == "Møtes"
    assert (under_way.state().answers, under_way.state().comments) == ({"1-1": 7}, {})


def test_the_group_can_keep_what_was_saved_and_still_save_the_rest(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(answer("1-1", 7))
    kept = page.press(SAVE, {SCALE: "4", COMMENT: "Vår mening"}).press("Behold «7»")
    assert kept.path == under_way.question("1-2")
    assert under_way.state().answers == {"1-1": 7}
    assert "1-1" in under_way.state().comments


def test_the_group_can_save_its_own_answer_instead(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(answer("1-1", 7))
    page.press(SAVE, {SCALE: "4"}).press("Lagre «4» i stedet")
    assert under_way.state().answers == {"1-1": 4}


def test_a_stale_page_does_not_bring_an_old_answer_back(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(answer("1-1", 4))
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(answer("1-1", 7, seen=4))
    assert page.press(SAVE).status == 409
    assert under_way.state().answers == {"1-1": 7}


def test_the_same_answer_from_two_screens_is_no_conflict(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(answer("1-1", 7))
    assert page.press(SAVE, {SCALE: "7"}).status == 200


def test_a_comment_that_somebody_else_wrote_meanwhile_is_shown_above_ones_own(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.member).open(under_way.question("1-1"))
    under_way.do(NoteComment(question="1-1", text="Deres ord", seen=0))
    refused = page.press(SAVE, {COMMENT: "Våre ord"})
    assert refused.status == 409
    assert "Slik er den lagret nå: Deres ord" in refused.text
    assert words_in(refused, "textbox", COMMENT) == "Våre ord"
    again = refused.press(SAVE, {COMMENT: "Deres ord og våre ord"})
    assert again.path == under_way.question("1-2")


def test_whoever_only_answers_is_not_held_up_by_a_new_comment(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(NoteComment(question="1-1", text="Deres ord", seen=0))
    assert page.press(SAVE, {SCALE: "5"}).path == under_way.question("1-2")
    assert under_way.state().comments["1-1"].revision == 1


def test_a_suggestion_that_somebody_else_reworded_is_shown_with_ones_own_words(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    action = suggest(under_way, "Møtes")
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    plan(under_way, RewordAction(action=action, text="Møtes i mai", seen=1))
    refused = page.press(SAVE, {REWORD: "Møtes i juni"})
    assert refused.status == 409
    assert "Nå står det: «Møtes i mai»" in refused.text
    assert words_in(refused, "textbox", REWORD) == "Møtes i juni"
    refused.press(SAVE)
    assert "Møtes i juni" in browser_for(under_way.leader).open(under_way.question("1-1")).text


def test_the_words_for_a_suggestion_that_was_withdrawn_are_kept_as_a_new_one(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    action = suggest(under_way, "Møtes")
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    plan(under_way, WithdrawSuggestion(action=action))
    refused = page.press(SAVE, {REWORD: "Møtes i juni"})
    assert refused.status == 409
    assert words_in(refused, "textbox", ACTION) == "Møtes i juni"


def test_an_answer_off_the_scale_is_refused(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    for off in ("11", "-1", "sju", "7.5"):
        refused = page.press(SAVE, {COMMENT: "Blir stående"}, answer=off)
        assert refused.status == 422
        assert words_in(refused, "textbox", COMMENT) == "Blir stående"
    assert under_way.state().answers == {}


def test_a_text_that_is_too_long_is_refused_and_kept_whole(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    long = "æ" * 2001
    refused = page.press(SAVE, {SCALE: "7", COMMENT: long})
    assert refused.status == 422
    assert "2000" in refused.one("alert").text
    assert (words_in(refused, "textbox", COMMENT), chosen(refused)) == (long, "7")
    assert under_way.state().answers == {}


def test_a_measurement_that_was_closed_meanwhile_takes_nothing_and_keeps_what_was_typed(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    under_way.do(answer("1-2", 5))
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(CloseMeasurement())
    refused = page.press(SAVE, {SCALE: "7", COMMENT: "Vi rakk det ikke", ACTION: "Møtes"})
    assert refused.status == 409
    assert "Ingenting ble lagret" in refused.one("alert").text
    assert (chosen(refused), words_in(refused, "textbox", COMMENT)) == ("7", "Vi rakk det ikke")
    assert words_in(refused, "textbox", ACTION) == "Møtes"
    under_way.do(ReopenMeasurement(reason="Ett svar til"))
    assert refused.press(SAVE).path == under_way.question("1-2")
    assert under_way.state().answers == {"1-1": 7, "1-2": 5}


def test_a_voided_measurement_takes_nothing(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(VoidMeasurement(reason="Feil samarbeid"))
    assert page.press(SAVE, {SCALE: "7"}).status == 409


def test_while_paused_answers_wait_and_suggestions_are_noted(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(PauseMeasurement())
    refused = page.press(SAVE, {SCALE: "7"})
    assert refused.status == 409
    assert chosen(refused) == "7"
    paused = browser_for(under_way.member).open(under_way.question("1-1"))
    assert paused.one("region", "Målingen er satt på pause")
    assert "Møtes" in paused.press(ADD, {ACTION: "Møtes"}).one("region", "Tiltak").text


def test_going_on_after_a_pause_leads_back_to_the_question(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(PauseMeasurement())
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    resumed = page.press("Fortsett målingen")
    assert resumed.path == under_way.question("1-1")
    assert resumed.press(SAVE, {SCALE: "7"}).path == under_way.question("1-2")


def test_a_closed_measurement_is_read_and_has_nothing_to_fill_in(closed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(closed.leader).open(closed.question("1-1"))
    assert page.one("heading", "Dere har svart 6 av 10")
    assert (page.all("radio"), page.all("textbox")) == ([], [])
    assert page.follow("Neste").path == closed.question("1-2")


def test_pressing_again_after_a_lost_answer_saves_once(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    for button in (ADD, SAVE, SAVE):
        assert page.press(button, {SCALE: "7", COMMENT: "Ja", ACTION: "Møtes"}).status == 200
    again = browser_for(under_way.leader).open(under_way.question("1-1"))
    assert len(again.all("listitem", within=again.one("region", "Tiltak"))) == 1
    assert under_way.events().count("measurement.comment-noted.v1") == 1


def test_what_was_changed_after_a_lost_answer_is_saved_without_a_quarrel_about_the_rest(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    page.press(ADD, {SCALE: "7", COMMENT: "Ja"})
    again = page.press(ADD, {SCALE: "7", COMMENT: "Ja", ACTION: "Møtes"})
    assert again.status == 200
    assert "Møtes" in again.one("region", "Tiltak").text
    assert under_way.state().comments["1-1"].revision == 1


def test_an_answer_that_was_changed_after_a_lost_one_is_asked_about(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    page.press(SAVE, {SCALE: "7"})
    page.press(SAVE, {SCALE: "8"}).press("Lagre «8» i stedet")
    assert under_way.state().answers == {"1-1": 8}


def test_a_page_without_its_token_is_refused_and_says_what_to_do(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    refused = browser.send(under_way.question("1-1"), {"_csrf_token": "old", "answer": "7"})
    assert refused.status == 403
    assert under_way.state().answers == {}
