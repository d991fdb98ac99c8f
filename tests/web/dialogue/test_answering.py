"""Answering for oneself, before anybody knows what the others say."""

import pytest

from domain.measurement.commands import AnswerQuestion, CloseMeasurement, PauseMeasurement, ReopenMeasurement
from domain.modes import Mode
from tests.support.browsing import Browser
from tests.support.talks import Meetings, Talk
from tests.web.dialogue.conftest import OpenPhone

TOO_LATE = "Svarene var allerede vist da ditt kom fram. Det er ikke talt med."


def by_script(phone: Browser, talk: Talk, answer: str, question: str = "1-1"):
    """As `js/room.js` sends it."""
    phone.client.headers["accept"] = "application/json"
    return phone.send(f"{talk.room}/ballots", {"question": question, "answer": answer}).answer


def waiting(talk: Talk) -> dict[str, int]:
    gathered = talk.gathered()
    assert gathered is not None
    return dict(gathered.waiting)


def test_a_phone_without_scripts_answers_changes_it_and_takes_it_back(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    for answer, number in (("3", 1), ("8", 1), ("not_relevant", 1), ("", 0)):
        page = phone.open(talk.room).press("Lagre svaret", answer=answer)
        assert page.status == 200
        assert waiting(talk).get("1-1", 0) == number
        (chosen,) = [one for one in page.root if one.get("name") == "answer" and "checked" in one.attributes]
        assert chosen.get("value") == answer


def test_only_the_phone_that_answered_sees_its_answer_again(talk: Talk, phone_in: OpenPhone) -> None:
    phone, another = phone_in(talk), phone_in(talk)
    phone.open(talk.room).press("Lagre svaret", answer="3")
    assert "Svaret ditt er lagret." in phone.open(talk.room).text
    assert "Svaret ditt er lagret." not in another.open(talk.room).text
    assert "1 av 2 har svart." in another.open(talk.room).text


def test_a_script_is_told_in_words_that_its_answer_is_there(talk: Talk, phone_in: OpenPhone) -> None:
    answer = by_script(phone_in(talk), talk, "3")
    assert answer.status_code == 200
    assert answer.json() == {"said": "Svaret ditt er lagret.", "later": False}


def test_an_answer_after_the_reveal_is_told_that_it_is_late_and_not_counted(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    form = phone.open(talk.room)
    talk.answer([3, 4, 5])
    talk.reveal()
    page = form.press("Lagre svaret", answer="9")
    assert page.status == 409
    assert TOO_LATE in page.text
    answer = by_script(phone, talk, "9")
    assert answer.status_code == 409
    assert answer.json()["said"].startswith(TOO_LATE)
    assert waiting(talk) == {}
    assert talk.state().tallies["1-1"].number == 3


@pytest.mark.parametrize(
    ("question", "answer"), [("1-1", "11"), ("1-1", "-1"), ("1-1", "fem"), ("99-1", "3"), ("", "3")]
)
def test_what_no_form_of_ours_sends_is_refused(talk: Talk, phone_in: OpenPhone, question: str, answer: str) -> None:
    told = by_script(phone_in(talk), talk, answer, question)
    assert told.status_code == 422
    assert told.json()["said"]
    assert waiting(talk) == {}


def test_a_pause_takes_no_answer_and_a_script_is_told_to_keep_it(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    form = phone.open(talk.room)
    talk.do(PauseMeasurement())
    assert form.press("Lagre svaret", answer="3").status == 409
    answer = by_script(phone, talk, "3")
    assert (answer.status_code, answer.json()["later"]) == (409, True)
    assert "Målingen har pause" in phone.open(talk.room).text
    assert waiting(talk) == {}


def test_a_closed_measurement_takes_no_answer_even_before_its_room_is_cleared(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    talk.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    talk.do(CloseMeasurement())
    assert by_script(phone, talk, "3").status_code == 410
    assert waiting(talk) == {}


def test_a_measurement_that_is_opened_again_at_once_keeps_its_room(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    talk.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    talk.do(CloseMeasurement())
    talk.do(ReopenMeasurement(reason="Vi rakk ikke alt."))
    talk.forget()
    assert by_script(phone, talk, "3").status_code == 200
    assert waiting(talk) == {"1-1": 1}


def test_a_phone_looks_back_at_what_was_said_before(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    talk.answer([3, 4, 5])
    talk.reveal()
    talk.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    talk.lead("/questions/1-2")
    now = phone.open(talk.room)
    back = now.follow(next(link for link in now.names("link") if link.startswith("1-1")))
    assert "Dere ble enige om 4 av 10." in back.text
    assert back.follow("Til der gruppa er nå").path == talk.room
    assert phone.open(f"{talk.room}/questions/99-1").status == 404


def test_the_last_one_to_answer_finds_that_nobody_thinks_any_more(talk: Talk, phone_in: OpenPhone) -> None:
    phones = [phone_in(talk) for _ in range(3)]
    for phone in phones:
        page = phone.open(talk.room).press("Lagre svaret", answer="3")
    assert "3 svar. Vi venter ikke på flere." in page.text


def test_where_the_group_answers_together_no_phone_is_asked(meetings: Meetings, phone_in: OpenPhone) -> None:
    talk = meetings.under_way(Mode.TOGETHER)
    page = phone_in(talk).open(talk.room)
    assert page.all("button", "Lagre svaret") == []
    assert "Snakk sammen." in page.text
