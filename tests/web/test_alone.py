"""Answering alone by the link in a letter: without an account, on as many devices as one likes, counted once."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ids import QuestionId
from domain.measurement.commands import CloseMeasurement, PauseMeasurement
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.mail.choices import Choice, choose
from services.application.dialogue.ballots import reveal_answers
from services.application.measurements import decide_measurement
from tests.support.browsing import Browser
from tests.support.guests import Guests, invite_guests, join_group, postponed
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/answer/[\w-]{72})\s")
FIRST = "equality"


@pytest.fixture
def pia(town: Town) -> Person:
    return town.join(Role.PARTICIPANT, "Pia Deltaker")


@pytest.fixture
def guests(town: Town, pia: Person) -> Guests:
    found = invite_guests(town, pia, town.join(Role.PARTICIPANT, "Ola Partner"))
    town.show()
    return found


@pytest.fixture
def begun(guests: Guests, pia: Person, browser_for: OpenBrowser) -> Browser:
    browser = browser_for()
    browser.open(guests.link(pia)).press("Begynn å svare")
    return browser


def do(guests: Guests, command: PauseMeasurement | CloseMeasurement) -> None:
    by = guests.town.administrator.here
    guests.town.site.run(decide_measurement(guests.town.world, by, guests.measurement, command, new_stream_id()))


def fields(guests: Guests, field: str = FIRST) -> str:
    return f"{guests.alone}/fields/{field}"


def test_the_letter_leads_through_seven_pages_to_what_happens_next(
    town: Town, guests: Guests, pia: Person, browser_for: OpenBrowser
) -> None:
    town.site.work_off()
    (letter,) = guests.letters_to(pia)
    assert letter.subject == "Hva mener du? Måling i Friskgården"
    link = LINK.search(letter.text)
    assert link
    browser = browser_for()
    page = browser.open(link[1])
    page.one("heading", "Hva mener du om Friskgården?")
    page = page.press("Begynn å svare")
    assert link[1] not in page.path, "the address with the secret is left behind"
    for number in range(1, 8):
        assert f"Side {number} av 7" in page.text
        page = page.press("Lagre og gå videre" if number < 7 else "Lagre og avslutt", **{f"answer-{number}-1": "6"})
    page.one("heading", "Takk for at du svarer")
    assert "Du har svart på 7 av" in page.text
    assert guests.own(pia) == {QuestionId(f"{number}-1"): 6 for number in range(1, 8)}
    assert guests.answered() == {guests.id_of(pia)}


def test_looking_at_the_link_writes_nothing_and_puts_nobody_on_the_roll(
    guests: Guests, pia: Person, browser_for: OpenBrowser
) -> None:
    answer = browser_for().open(guests.link(pia)).answer
    assert "set-cookie" not in answer.headers or "samson-answer" not in answer.headers["set-cookie"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (guests.answered(), guests.waiting()) == (frozenset(), {})


def test_whoever_comes_back_on_another_device_sees_their_answers_and_is_counted_once(
    guests: Guests, pia: Person, begun: Browser, browser_for: OpenBrowser
) -> None:
    begun.send(fields(guests), {"answer-1-1": "3", "seen-answer-1-1": ""})
    other = browser_for()
    page = other.open(guests.link(pia)).press("Begynn å svare")
    assert 'name="answer-1-1" value="3" checked' in page.answer.text
    other.send(fields(guests), {"answer-1-1": "8", "seen-answer-1-1": "3"})
    assert guests.own(pia) == {"1-1": 8}
    assert guests.waiting() == {"1-1": 1}


def test_a_page_that_lay_open_takes_nothing_back_that_was_answered_elsewhere(
    guests: Guests, pia: Person, begun: Browser
) -> None:
    guests.answer(pia, {"1-1": 5})
    begun.send(fields(guests), {"answer-1-1": "", "seen-answer-1-1": "", "answer-1-2": "7", "seen-answer-1-2": ""})
    assert guests.own(pia) == {"1-1": 5, "1-2": 7}


def test_an_answer_can_be_taken_back(guests: Guests, pia: Person, begun: Browser) -> None:
    guests.answer(pia, {"1-1": 5})
    begun.send(fields(guests), {"answer-1-1": "", "seen-answer-1-1": "5"})
    assert guests.own(pia) == {}


def test_an_answer_off_the_scale_is_refused_beside_all_that_was_chosen(guests: Guests, begun: Browser) -> None:
    page = begun.send(fields(guests), {"answer-1-1": "11", "answer-1-2": "4"})
    assert page.status == 422
    assert "1-1: Velg et tall fra 0 til 10" in page.text
    assert 'name="answer-1-2" value="4" checked' in page.answer.text
    assert guests.waiting() == {}


def test_the_answers_can_be_walked_back_through(guests: Guests, begun: Browser) -> None:
    page = begun.open(fields(guests, "shared_goals")).press("Lagre og gå tilbake")
    assert page.path == fields(guests)


def test_a_question_that_was_shown_to_the_group_says_so_and_counts_no_more(
    town: Town, guests: Guests, pia: Person, begun: Browser
) -> None:
    for name in ("Siri", "Per", "Lise"):
        someone = town.join(Role.PARTICIPANT, name)
        join_group(guests, someone)
        guests.invite_newcomers()
        guests.answer(someone, {"1-1": 4})
    by = town.administrator.here
    town.site.run(reveal_answers(guests.web, by, guests.measurement, QuestionId("1-1"), new_stream_id()))
    page = begun.send(fields(guests), {"answer-1-1": "9", "answer-1-2": "2"})
    assert page.status == 409
    assert "svaret ditt på dem er ikke telt med: 1-1" in page.text
    assert "Svarene på dette spørsmålet er alt vist for gruppa" in page.text
    assert guests.own(pia) == {"1-2": 2}


def test_a_paused_measurement_takes_no_answer_and_keeps_what_was_chosen_on_the_page(
    guests: Guests, begun: Browser
) -> None:
    do(guests, PauseMeasurement())
    page = begun.send(fields(guests), {"answer-1-1": "9"})
    assert page.status == 409
    assert 'name="answer-1-1" value="9" checked' in page.answer.text


def test_when_the_time_is_over_the_link_says_so_and_takes_nothing(
    guests: Guests, pia: Person, begun: Browser, browser_for: OpenBrowser
) -> None:
    postponed(guests, -15)
    page = browser_for().open(guests.link(pia))
    assert page.status == 410
    assert "Målingen tar ikke imot flere svar" in page.text
    assert begun.send(fields(guests), {"answer-1-1": "9"}).status == 410
    assert guests.waiting() == {}


def test_a_group_with_more_time_answers_longer(guests: Guests, pia: Person, browser_for: OpenBrowser) -> None:
    postponed(guests, -15)
    postponed(guests, 3)
    assert browser_for().open(guests.link(pia)).status == 200


@pytest.mark.parametrize("spoil", [lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), lambda _: "not-one"])
def test_a_link_that_is_none_of_ours_opens_nothing(
    guests: Guests, pia: Person, browser_for: OpenBrowser, spoil: object
) -> None:
    assert callable(spoil)
    page = browser_for().open(f"/answer/{spoil(guests.token(pia))}")
    assert page.status == 410
    assert "Lenken leder ikke til noen måling her" in page.text


def test_a_link_opens_no_other_measurement(town: Town, guests: Guests, pia: Person, begun: Browser) -> None:
    """Not even one to which the same person is invited: each has a cookie of its own."""
    other = invite_guests(town, pia, name="Nabohjelpa")
    begun.client.cookies.set(f"samson-answer-{other.measurement.hex}", guests.token(pia))
    assert begun.open(f"{other.alone}/fields/{FIRST}").status == 410
    assert begun.open(f"{guests.alone}/fields/{FIRST}").status == 200


def test_the_pages_are_in_the_language_of_the_letter_until_another_is_chosen(
    town: Town, guests: Guests, pia: Person, browser_for: OpenBrowser
) -> None:
    async def wanted() -> None:
        async with guests.web.database.tenant(town.workspace.tenant) as connection:
            await choose(connection, town.workspace.tenant, pia.here.subject, Choice(reminders=True, language="nn"))

    town.site.run(wanted())
    page = browser_for(None, "en").open(guests.link(pia))
    page.one("heading", "Kva meiner du om Friskgården?")
    page.press("English").one("heading", "What do you think of Friskgården?")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["1-1", "1-2", "2-1"]), st.one_of(st.none(), st.integers(0, 10), st.just("not_relevant"))
        ),
        max_size=6,
    )
)
def test_however_often_somebody_answers_by_their_link_the_last_answer_counts_and_once(
    town: Town, pia: Person, sent: list[dict[str, int | str | None]]
) -> None:
    guests = invite_guests(town, pia)
    last: dict[str, int | str | None] = {}
    for answers in sent:
        guests.answer(pia, answers)  # type: ignore[arg-type]
        last |= answers
    counted = {question: answer for question, answer in last.items() if answer is not None}
    assert guests.own(pia) == counted
    assert guests.waiting() == dict.fromkeys(counted, 1)
    was_heard = any(answer is not None for answers in sent for answer in answers.values())
    assert guests.answered() == ({guests.id_of(pia)} if was_heard else set())
