"""A workspace's own questions: adding, answering, showing apart."""

from domain.measurement.commands import (
    AddOwnQuestion,
    AnswerQuestion,
    CloseMeasurement,
    NoteComment,
    RemoveOwnQuestion,
    RewordOwnQuestion,
)
from tests.support.browsing import Shown
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

SAVE, NEW = "Lagre", "Nytt eget spørsmål (kan stå tomt)"
NEXT, BACK = "Lagre og gå videre", "Forrige"
SCALE, COMMENT = "Hvor er dere nå?", "Kommentar (kan stå tomt)"
FUN, SAFE = "Vi har det gøy sammen", "Alle tør å si fra"
APART = "teller ikke i noen tall"


def own(session: Session, number: int = 1) -> str:
    return f"{session.home}/own-questions/own-{number}"


def page_of(session: Session, browser_for: OpenBrowser) -> Shown:
    return browser_for(session.leader).open(f"{session.home}/own-questions")


def typed(page: Shown, name: str) -> str:
    return "".join(child for child in page.one("textbox", name).children if isinstance(child, str))


def test_a_leader_adds_rewords_and_removes(under_way: Session, browser_for: OpenBrowser) -> None:
    page = page_of(under_way, browser_for)
    assert APART in page.text
    added = page.press(SAVE, {NEW: FUN}).press(SAVE, {NEW: SAFE})
    assert [typed(added, f"Eget spørsmål {number}") for number in (1, 2)] == [FUN, SAFE]
    reworded = added.press(SAVE, {"Eget spørsmål 2": "Alle sier fra"})
    assert typed(reworded, "Eget spørsmål 2") == "Alle sier fra"
    removed = reworded.press("Ta bort eget spørsmål 1", {"Eget spørsmål 2": "Alle sier ifra"})
    assert removed.all("textbox")
    assert list(under_way.state().own_questions) == ["own-2"]
    assert typed(removed, "Eget spørsmål 2") == "Alle sier ifra"


def test_the_page_is_found_from_the_overview_and_told_of_before_the_start(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    browser = browser_for(under_way.leader)
    assert browser.open(under_way.home).follow("Legg til egne spørsmål").path == f"{under_way.home}/own-questions"
    prepare = browser.open(f"{under_way.collaboration_home}/measurements/new")
    assert "inntil 5 egne spørsmål" in prepare.text
    assert "Legg til egne spørsmål" not in browser_for(under_way.member).open(under_way.home).text


def test_a_participant_does_not_reach_the_page(under_way: Session, browser_for: OpenBrowser) -> None:
    assert browser_for(under_way.member).open(f"{under_way.home}/own-questions").status == 403


def test_what_is_too_long_stays_typed_with_its_field(under_way: Session, browser_for: OpenBrowser) -> None:
    refused = page_of(under_way, browser_for).press(SAVE, {NEW: "a" * 301})
    assert refused.status == 422
    assert "301 tegn" in refused.text
    assert typed(refused, NEW) == "a" * 301
    assert under_way.state().own_questions == {}


def test_there_is_no_room_for_a_sixth(under_way: Session, browser_for: OpenBrowser) -> None:
    page = page_of(under_way, browser_for)
    for _ in range(5):
        under_way.do(AddOwnQuestion(statement=FUN))
    refused = page.press(SAVE, {NEW: SAFE})
    assert (refused.status, typed(refused, NEW)) == (409, SAFE)
    assert page_of(under_way, browser_for).all("textbox", NEW) == []


def test_two_who_reword_at_once_both_keep_their_words(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AddOwnQuestion(statement=FUN))
    page = page_of(under_way, browser_for)
    under_way.do(RewordOwnQuestion(question="own-1", statement="Vi ler mye", seen=1))
    refused = page.press(SAVE, {"Eget spørsmål 1": "Vi ler av og til"})
    assert refused.status == 409
    assert "Nå står det: «Vi ler mye»" in refused.text
    assert typed(refused, "Eget spørsmål 1") == "Vi ler av og til"
    assert typed(refused.press(SAVE), "Eget spørsmål 1") == "Vi ler av og til"


def test_words_for_a_question_that_was_removed_meanwhile_are_kept_as_a_new_one(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    under_way.do(AddOwnQuestion(statement=FUN))
    page = page_of(under_way, browser_for)
    under_way.do(RemoveOwnQuestion(question="own-1", seen=1))
    refused = page.press(SAVE, {"Eget spørsmål 1": "Vi ler av og til"})
    assert typed(refused, NEW) == "Vi ler av og til"


def test_words_on_several_lines_that_nobody_touched_are_not_reworded(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    """A browser sends the ends of lines otherwise than the page has them."""
    under_way.do(AddOwnQuestion(statement="Vi har det gøy\nogså når det er travelt"))
    sent = "Vi har det gøy\r\nogså når det er travelt"
    page_of(under_way, browser_for).press(SAVE, **{"statement-own-1": sent, "shown-statement-own-1": sent})
    assert under_way.state().own_questions["own-1"].revision == 1


def test_what_has_an_answer_is_not_offered_to_be_removed(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AddOwnQuestion(statement=FUN))
    page = page_of(under_way, browser_for)
    under_way.do(AnswerQuestion(question="own-1", answer=4, seen=None))
    assert page.press("Ta bort eget spørsmål 1").status == 409
    again = page_of(under_way, browser_for)
    assert again.all("button", "Ta bort eget spørsmål 1") == []
    assert again.follow("Åpne eget spørsmål 1").path == own(under_way)


def test_those_of_the_last_closed_measurement_can_be_taken_along(group: Group, browser_for: OpenBrowser) -> None:
    before = group.session(5)
    for words in (FUN, SAFE):
        before.do(AddOwnQuestion(statement=words))
    before.do(AnswerQuestion(question="own-1", answer=9, seen=None))
    before.do(CloseMeasurement())
    now = group.again(before.collaboration, {})
    page = page_of(now, browser_for).press(SAVE, **{"take-own-1": "yes"})
    assert typed(page, "Eget spørsmål 1") == FUN
    assert now.state().own_answers == {}
    (sealed,) = [one.text for one in now.state().own_questions.values()]
    assert sealed.subject == now.measurement
    assert page.all("checkbox", FUN) == []
    assert page.all("checkbox", SAFE)


def test_a_form_that_is_sent_twice_counts_once_whatever_was_taken_along(group: Group, browser_for: OpenBrowser) -> None:
    before = group.session(5)
    before.do(AddOwnQuestion(statement=FUN))
    before.do(CloseMeasurement())
    now = group.again(before.collaboration, {})
    page = page_of(now, browser_for)
    for _ in range(2):
        page.press(SAVE, {NEW: SAFE}, **{"take-own-1": "yes"})
    assert list(now.state().own_questions) == ["own-1", "own-2"]


def test_after_the_last_field_come_the_own_questions_and_then_the_profile(
    answered: Session, browser_for: OpenBrowser
) -> None:
    for words in (FUN, SAFE):
        answered.do(AddOwnQuestion(statement=words))
    browser = browser_for(answered.leader)
    pause = browser.open(f"{answered.home}/fields/competences/pause")
    first = pause.follow("Gå videre til deres egne spørsmål")
    assert first.one("heading", FUN)
    assert "Egne spørsmål: 0 av 2 besvart" in first.text
    assert APART in first.text
    (scale,) = [element for element in first.root if element.tag == "fieldset" and first.name(element) == SCALE]
    assert "Ikke i det hele tatt" in scale.text
    assert "Helt og fullt" in scale.text
    second = first.press(NEXT, {SCALE: "7", COMMENT: "Mest på fredager"})
    assert second.path == own(answered, 2)
    assert second.press(NEXT).path == f"{answered.home}/profile"
    assert browser.open(own(answered)).press(BACK).path == f"{answered.home}/fields/competences/pause"
    assert answered.state().own_answers == {"own-1": 7}
    assert len(answered.state().answers) == len(answered.town.world.instruments.newest()[0].questions)


def test_the_overview_leads_to_the_first_that_is_not_answered(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    page = browser_for(answered.leader).open(answered.home)
    assert page.one("heading", "Dere er ved eget spørsmål 1")
    assert page.follow("Gå videre").path == own(answered)
    answered.do(AnswerQuestion(question="own-1", answer=3, seen=None))
    assert browser_for(answered.leader).open(answered.home).one("heading", "Alle spørsmålene er besvart")


def test_an_own_question_shows_both_answers_when_another_was_agreed_meanwhile(
    answered: Session, browser_for: OpenBrowser
) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    page = browser_for(answered.leader).open(own(answered))
    answered.do(AnswerQuestion(question="own-1", answer=9, seen=None))
    refused = page.press(NEXT, {SCALE: "2", COMMENT: "Våre ord"})
    assert refused.status == 409
    assert typed(refused, COMMENT) == "Våre ord"
    refused.press("Lagre «2» i stedet")
    assert answered.state().own_answers == {"own-1": 2}


def test_no_action_hangs_on_an_own_question(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    browser = browser_for(answered.leader)
    page = browser.open(own(answered))
    assert page.all("textbox", "Nytt forslag til tiltak (kan stå tomt)") == []
    refused = page.press(NEXT, action="Møtes oftere")
    assert refused.status == 422
    assert "action-plan" not in " ".join(answered.events())


def test_a_participant_comments_but_does_not_answer(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    browser = browser_for(answered.member)
    page = browser.open(own(answered))
    assert page.all("radio") == []
    page.press(NEXT, {COMMENT: "Det er det"})
    assert "own-1" in answered.state().comments
    fields = {"command_id": "019aaaaa-0000-7000-8000-000000000001", "answer": "3", "seen-answer": ""}
    assert browser.send(own(answered), fields).status == 403


def test_a_comment_on_a_question_that_was_removed_meanwhile_is_shown_to_be_copied(
    answered: Session, browser_for: OpenBrowser
) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    page = browser_for(answered.member).open(own(answered))
    answered.do(RemoveOwnQuestion(question="own-1", seen=1))
    refused = page.press(NEXT, {COMMENT: "Det er <b>ikke</b> alltid gøy"})
    assert refused.status == 409
    refused.one("heading", "Eget spørsmål 1 er tatt bort")
    assert "Det er <b>ikke</b> alltid gøy" in refused.text
    assert refused.follow("Tilbake til målingen").path == answered.home


def test_one_that_was_removed_is_said_to_be_gone(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    answered.do(RemoveOwnQuestion(question="own-1", seen=1))
    page = browser_for(answered.member).open(own(answered))
    assert page.status == 410
    page.one("heading", "Eget spørsmål 1 er tatt bort")


def test_a_question_that_there_is_none_of_is_not_found(answered: Session, browser_for: OpenBrowser) -> None:
    for number in (1, 99):
        assert browser_for(answered.leader).open(own(answered, number)).status == 404


def test_the_profile_shows_them_apart_and_figures_do_not_know_them(answered: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered.leader)
    before = browser.open(f"{answered.home}/profile")
    answered.do(AddOwnQuestion(statement=FUN))
    answered.do(AnswerQuestion(question="own-1", answer=0, seen=None))
    answered.do(NoteComment(question="own-1", text="Mest på fredager", seen=0))
    after = browser.open(f"{answered.home}/profile")
    section = after.one("region", "Egne spørsmål")
    for words in (FUN, "0 av 10", "Mest på fredager", APART):
        assert words in section.text
    tables = [[one.text for one in page.root if one.tag == "table"] for page in (before, after)]
    assert tables[0] == tables[1]
    assert browser.open(f"{answered.home}/why/answer.own-1").status == 404


def test_closing_tells_what_is_left_of_them(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    page = browser_for(answered.leader).open(f"{answered.home}/close")
    assert "Egne spørsmål: 0 av 1 besvart" in page.text
    assert "Alle spørsmålene er besvart, og alle verdiene er vektet." in page.text
    page.press("Avslutt målingen")
    closed = browser_for(answered.leader).open(f"{answered.home}/own-questions")
    assert closed.all("textbox") == []
    assert FUN in closed.text


def test_replay_tells_and_filters_what_happened_to_them(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    answered.do(AnswerQuestion(question="own-1", answer=4, seen=None))
    answered.do(AnswerQuestion(question="own-1", answer=6, seen=4))
    answered.do(NoteComment(question="own-1", text="Mest på fredager", seen=0))
    browser = browser_for(answered.leader)
    told = browser.open(f"{answered.home}/replay?kind=own-questions").one("region", "Hendelsene").text
    for words in ("Eget spørsmål 1 ble lagt til.", FUN, "Eget spørsmål 1: 4.", "Eget spørsmål 1: 4 → 6."):
        assert words in told
    about = browser.open(f"{answered.home}/replay?question=own-1")
    assert "Eget spørsmål 1: Det ble skrevet en kommentar." in about.text
    assert "Spørsmål 1" not in about.one("region", "Hendelsene").text.replace("Eget spørsmål 1", "")
    assert browser.open(f"{answered.home}/replay?question=own-2").status == 404


def test_their_words_can_be_erased_by_themselves(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    browser = browser_for(answered.town.administrator)
    page = browser.open(f"{answered.home}/profile").follow("Slett denne teksten: ordlyden i eget spørsmål 1")
    assert page.status == 200
    assert "Et eget spørsmål" in page.text
    assert FUN in page.text


def test_the_words_of_one_that_was_removed_can_be_erased_from_its_history(
    answered: Session, browser_for: OpenBrowser
) -> None:
    answered.do(AddOwnQuestion(statement=FUN))
    answered.do(RemoveOwnQuestion(question="own-1", seen=1))
    browser = browser_for(answered.town.administrator)
    links = browser.open(f"{answered.home}/replay").all("link", "Slett denne teksten: ordlyden i eget spørsmål 1")
    page = browser.open(links[0].get("href") or "")
    assert page.status == 200
    assert FUN in page.text
    told = browser_for(answered.member).open(f"{answered.home}/replay")
    assert "Slett denne teksten" not in " ".join(told.names("link"))
