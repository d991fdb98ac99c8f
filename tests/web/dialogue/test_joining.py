"""Joining a session from a phone: by its code, without an account."""

import pytest

from domain.measurement.commands import AnswerQuestion, CloseMeasurement
from infra.dialogue.rooms import Company
from services.application.dialogue import joining
from tests.support.talks import PARTNER, PUBLIC, Meetings, Talk
from tests.web.conftest import OpenBrowser
from tests.web.dialogue.conftest import OpenPhone

WRONG = "Koden slipper ingen inn"
OVER = "Samtalen er over, eller denne telefonen er ikke med"


def company(talk: Talk) -> Company:
    gathered = talk.gathered()
    assert gathered is not None
    return gathered.company


def enter(page, sector=PUBLIC, name: str = ""):
    return page.press("Bli med", sector=sector, name=name)


def test_a_phone_joins_by_the_code_and_says_where_it_comes_from(talk: Talk, browser_for: OpenBrowser) -> None:
    phone = browser_for()
    way_in = phone.open("/join").press("Gå videre", {"Kode": talk.code})
    assert way_in.names("heading")[0] == "Bli med i samtalen"
    there = enter(way_in, PARTNER, "Kari")
    assert there.path == talk.room
    assert company(talk) == Company(sectors={PARTNER: 1}, names=("Kari",))


@pytest.mark.parametrize(
    "as_typed", [str.lower, lambda code: f"{code[:3]}-{code[3:]}", lambda code: f" {code[:2]} {code[2:]} "]
)
def test_a_code_is_read_as_people_say_it(talk: Talk, browser_for: OpenBrowser, as_typed) -> None:
    page = browser_for().open("/join").press("Gå videre", {"Kode": as_typed(talk.code)})
    assert page.path == f"/join/{talk.code}"
    assert page.status == 200


def test_a_wrong_code_is_kept_in_its_field_beside_what_to_do(browser_for: OpenBrowser) -> None:
    page = browser_for().open("/join").press("Gå videre", {"Kode": "feil-kode"})
    assert page.status == 410
    assert page.one("textbox", "Kode").get("value") == "feil-kode"
    assert WRONG in page.text


def test_a_code_that_has_run_out_lets_nobody_in(talk: Talk, browser_for: OpenBrowser, phone_in: OpenPhone) -> None:
    inside = phone_in(talk)
    code = talk.lapse()
    assert WRONG in browser_for().open(f"/join/{code}").text
    assert WRONG in browser_for().send(f"/join/{code}", {"sector": PUBLIC}).text
    assert inside.open(talk.room).status == 200
    assert company(talk).number == 1


def test_too_many_wrong_codes_have_to_wait_and_right_ones_never_count(
    talk: Talk, browser_for: OpenBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = joining.Limit(f"join.test.{talk.measurement}", most=3, per=joining.WRONG_CODES.per)
    monkeypatch.setattr(joining, "WRONG_CODES", few)
    phone = browser_for()
    for _ in range(5):
        assert phone.open(f"/join/{talk.code}").status == 200
    assert [phone.open("/join/WRONGX").status for _ in range(5)] == [410, 410, 410, 429, 429]
    assert phone.open(f"/join/{talk.code}").status == 429


def test_nobody_comes_in_without_saying_who_for_and_what_was_typed_is_kept(
    talk: Talk, browser_for: OpenBrowser
) -> None:
    page = browser_for().open(f"/join/{talk.code}").press("Bli med", name="Kari")
    assert page.status == 422
    assert "Velg hvem du er her for." in page.text
    assert page.by_id["name"].get("value") == "Kari"
    assert company(talk).number == 0


def test_a_name_that_is_too_long_is_refused_at_its_field_and_the_sector_kept(
    talk: Talk, browser_for: OpenBrowser
) -> None:
    page = enter(browser_for().open(f"/join/{talk.code}"), PARTNER, "K" * (joining.LONGEST_NAME + 1))
    assert page.status == 422
    assert page.by_id["name"].get("aria-invalid") == "true"
    assert "checked" in page.by_id[f"sector-{PARTNER}"].attributes
    assert company(talk).number == 0


def test_a_phone_that_sends_the_way_in_again_has_one_seat_as_it_said_last(talk: Talk, browser_for: OpenBrowser) -> None:
    phone = browser_for()
    way_in = phone.open(f"/join/{talk.code}")
    enter(way_in, PUBLIC, "Kari")
    enter(way_in, PARTNER, "Kari Nordmann")
    assert company(talk) == Company(sectors={PARTNER: 1}, names=("Kari Nordmann",))


def test_a_phone_that_is_in_already_is_led_to_the_session(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    assert phone.open(f"/join/{talk.code}").path == talk.room


def test_who_leaves_and_returns_has_one_answer_and_not_two(talk: Talk, browser_for: OpenBrowser) -> None:
    phone = browser_for()
    there = enter(phone.open(f"/join/{talk.code}"))
    there.press("Lagre svaret", answer="3")
    assert phone.open(talk.room).press("Forlat samtalen").path == "/join"
    assert company(talk).number == 0
    assert OVER in phone.open(talk.room).text
    enter(phone.open(f"/join/{talk.code}")).press("Lagre svaret", answer="4")
    gathered = talk.gathered()
    assert gathered is not None
    assert gathered.waiting == {"1-1": 1}


def test_a_seat_opens_its_own_session_only(meetings: Meetings, talk: Talk, phone_in: OpenPhone) -> None:
    other = meetings.under_way()
    phone = phone_in(talk)
    token = phone.client.cookies.get(f"samson-seat-{talk.measurement.hex}")
    phone.client.cookies.set(f"samson-seat-{other.measurement.hex}", token or "")
    assert phone.open(talk.room).status == 200
    for path in (other.room, f"{other.room}/questions/1-1", f"{other.room}/events"):
        assert phone.open(path).status == 410
    assert phone.send(f"{other.room}/ballots", {"question": "1-1", "answer": "3"}).status == 410
    assert other.gathered().waiting == {}


def test_when_the_measurement_is_closed_nothing_of_the_session_is_left(
    meetings: Meetings, phone_in: OpenPhone, browser_for: OpenBrowser
) -> None:
    talk = meetings.under_way()
    phone, code = phone_in(talk, name="Kari"), talk.code
    talk.answer([3, 4, 5])
    talk.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    talk.do(CloseMeasurement())
    assert "Takk, samtalen er over" in phone.open(talk.room).text
    talk.forget()
    assert talk.gathered() is None
    assert OVER in phone.open(talk.room).text
    assert WRONG in browser_for().open(f"/join/{code}").text
