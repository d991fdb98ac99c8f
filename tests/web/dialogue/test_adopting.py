"""A field that the group never talked about, with the medians of what phones answered."""

import csv
from io import StringIO

import pytest

from domain.measurement.commands import AnswerQuestion, CloseMeasurement
from domain.measurement.events import AnswerAdopted, AnswersRevealed
from tests.support.browsing import Browser, Shown
from tests.support.talks import PARTNER, Talk
from tests.web.conftest import OpenBrowser

TITLE, BUTTON, TICK = (
    "Har dere ikke snakket om dette feltet?",
    "La medianene stå som svar",
    "Vi har ikke snakket om dette feltet",
)
MARK = "Fastsatt uten samtale"


def answered(talk: Talk) -> Talk:
    """1-1 revealed, 1-2 in its box, and two answers to 1-3."""
    talk.open()
    talk.answer([2, 7, 9], "1-1")
    talk.answer([4, 6], "1-2")
    talk.answer([5, 8], "1-2", PARTNER)
    talk.answer([5, 5], "1-3")
    talk.reveal("1-1")
    return talk


def field_of(browser: Browser, talk: Talk) -> Shown:
    return browser.open(f"{talk.home}/fields/equality")


def adopt(browser: Browser, talk: Talk) -> Shown:
    page = field_of(browser, talk).press(BUTTON, {TICK: "yes"})
    talk.town.show()
    return page


def test_whoever_leads_sees_what_would_stand_there_and_what_would_not(talk: Talk, browser_for: OpenBrowser) -> None:
    shown = field_of(browser_for(answered(talk).leader), talk).one("region", TITLE)
    assert "1-1 Rom for forhandling 7" in shown.text
    assert "1-2 Tid til tillit vises for alle først" in shown.text
    assert shown.text.count("blir stående ubesvart") == 5


def test_nobody_else_is_offered_it(talk: Talk, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered(talk).member)
    assert field_of(browser, talk).all("region", TITLE) == []
    form = {"command_id": "019aaaaa-0000-7000-8000-000000000002", "not-talked": "yes", "seen-1-1": "7"}
    assert browser.send(f"{talk.home}/fields/equality/adopt", form).status == 403
    assert talk.state().answers == {}


def test_medians_become_answers_once_it_is_confirmed(talk: Talk, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered(talk).leader)
    refused = field_of(browser, talk).press(BUTTON)
    assert refused.status == 422
    assert "Kryss av for at dere ikke har snakket om feltet" in refused.text
    assert talk.state().answers == {}
    page = adopt(browser, talk)
    assert talk.state().answers == {"1-1": 7, "1-2": 5}
    assert [type(event) for event in talk.events()[-3:]] == [AnswersRevealed, AnswerAdopted, AnswerAdopted]
    for question in ("1-1 Rom for forhandling", "1-2 Tid til tillit"):
        assert MARK in page.one("article", question).text
    assert "2 av 7 svar på dette feltet er fastsatt uten samtale." in page.text
    assert page.all("region", TITLE) == []


def test_what_was_in_the_box_is_gone_from_it(talk: Talk, browser_for: OpenBrowser) -> None:
    adopt(browser_for(answered(talk).leader), talk)
    assert talk.state().tallies["1-2"].number == 4
    talk.answer([1], "1-2")
    assert talk.state().tallies["1-2"].number == 4


def test_a_double_click_adopts_once(talk: Talk, browser_for: OpenBrowser) -> None:
    page = field_of(browser_for(answered(talk).leader), talk)
    for _ in range(2):
        assert page.press(BUTTON, {TICK: "yes"}).status == 200
    assert sum(isinstance(event, AnswerAdopted) for event in talk.events()) == 2


def test_a_field_that_somebody_agreed_in_meanwhile_is_left_as_it_is(talk: Talk, browser_for: OpenBrowser) -> None:
    page = field_of(browser_for(answered(talk).leader), talk)
    talk.do(AnswerQuestion(question="1-7", answer=4, seen=None))
    refused = page.press(BUTTON, {TICK: "yes"})
    assert refused.status == 409
    assert "Dere har avtalt minst ett svar på dette feltet." in refused.text
    assert talk.state().answers == {"1-7": 4}


@pytest.mark.parametrize("path", ["profile", "fields/equality", "fields/equality/pause", "questions/1-1", "replay"])
def test_every_page_with_the_answer_says_that_it_was_adopted_without_talk(
    talk: Talk, browser_for: OpenBrowser, path: str
) -> None:
    adopt(browser_for(answered(talk).leader), talk)
    for who in (talk.leader, talk.member):
        assert "fastsatt uten samtale" in browser_for(who).open(f"{talk.home}/{path}").text.casefold()


def test_why_a_figure_is_what_it_is_says_so_too(talk: Talk, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered(talk).leader)
    adopt(browser, talk)
    assert "7, fastsatt uten samtale" in browser.open(f"{talk.home}/why/answer.1-1").text


def test_a_phone_is_not_told_that_the_group_agreed(talk: Talk, browser_for: OpenBrowser, phone_in) -> None:
    adopt(browser_for(answered(talk).leader), talk)
    talk.lead("/questions/1-1")
    shown = phone_in(talk).open(talk.room).text
    assert "Svaret er 7 av 10, fastsatt uten samtale." in shown
    assert "Dere ble enige" not in shown


def test_going_through_a_question_keeps_the_mark_and_agreeing_takes_it_away(
    talk: Talk, browser_for: OpenBrowser
) -> None:
    browser = browser_for(answered(talk).leader)
    adopt(browser, talk)
    question = browser.open(f"{talk.home}/questions/1-1")
    question.press("Lagre og gå videre")
    talk.town.show()
    assert set(talk.state().adopted) == {"1-1", "1-2"}
    browser.open(f"{talk.home}/questions/1-1").press(
        "Lagre og gå videre", {"Vi har snakket om det, og er enige om dette svaret": "yes"}
    )
    talk.town.show()
    assert (set(talk.state().adopted), talk.state().answers["1-1"]) == ({"1-2"}, 7)
    assert MARK not in browser.open(f"{talk.home}/questions/1-1").text


def test_figures_for_others_say_how_many_answers_were_adopted(talk: Talk, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered(talk).leader)
    adopt(browser, talk)
    talk.do(CloseMeasurement())
    answer = browser.client.get(f"{talk.town.home}/collaborations/{talk.collaboration}/export/series.csv")
    rows = csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    found = {row["Kode"]: row[MARK] for row in rows}
    assert (found["equality"], found["1-1"], found["1-3"], found["shared_goals"]) == ("2", "1", "0", "0")
