"""The lines that stay open: what is so now comes at once, and every change of it after."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import httpx
import msgspec
import pytest

from domain.measurement.commands import CloseMeasurement, PauseMeasurement
from domain.workspace.decisions import RemoveMember
from domain.workspace.events import Role
from infra.identity import new_stream_id
from services.application.dialogue.leading import lead_to
from services.application.workspaces import decide_workspace
from services.web.live import hub
from tests.support.browsing import Browser
from tests.support.talks import Meetings, Talk
from tests.web.conftest import OpenBrowser
from tests.web.dialogue.conftest import OpenPhone

PATIENCE = 20.0
PHONES = 30

Message = dict[str, Any]


@contextmanager
def following(browser: Browser, path: str) -> Iterator[Iterator[Message]]:
    """What is said on the line, one message after the other."""
    with browser.client.stream("GET", path, timeout=PATIENCE) as answer:
        assert answer.status_code == 200, answer.status_code
        yield messages(answer)


def messages(answer: httpx.Response) -> Iterator[Message]:
    for line in answer.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def until(line: Iterator[Message], mark: str) -> Message:
    return next(message for message in line if message["mark"].startswith(mark))


def test_what_is_so_now_comes_at_once(talk: Talk, phone_in: OpenPhone) -> None:
    with following(phone_in(talk), f"{talk.room}/events") as line:
        message = next(line)
    assert message["mark"] == "answering|1-1|"
    assert message["question"] == "1-1"
    assert message["numbers"] == "0 av 1 har svart."
    assert message["said"] == "Spørsmål 1-1. Svar for deg selv."


def test_every_step_of_the_group_is_told(talk: Talk, phone_in: OpenPhone) -> None:
    with following(phone_in(talk), f"{talk.room}/events") as line:
        until(line, "answering|1-1")
        talk.answer([3, 4, 5])
        talk.reveal()
        assert until(line, "revealed|1-1")["said"] == "Spørsmål 1-1. Svarene vises."
        talk.lead("/questions/1-2")
        until(line, "answering|1-2")
        talk.do(PauseMeasurement())
        assert until(line, "paused")["said"] == "Målingen har pause."


def test_the_numbers_rise_and_never_fall_to_nothing_before_the_answers_are_shown(
    talk: Talk, phone_in: OpenPhone
) -> None:
    with following(phone_in(talk), f"{talk.room}/events") as line:
        next(line)
        talk.answer([3, 4, 5])
        talk.reveal()
        seen = []
        for message in line:
            if message["mark"].startswith("revealed"):
                break
            seen.append(int(message["numbers"].split(" ", maxsplit=1)[0]))
    assert seen == sorted(seen)


def test_whoever_leads_is_told_how_many_have_answered(talk: Talk, browser_for: OpenBrowser) -> None:
    with following(browser_for(talk.leader), f"{talk.home}/room/events?page=/questions/1-1") as line:
        assert 'id="reveal"' not in next(line)["parts"]["live-private"]
        talk.answer([3, 4, 5])
        told = next(message for message in line if 'id="reveal"' in message["parts"]["live-private"])
        assert told["said"] == "3 svar. Vi venter ikke på flere."
        talk.reveal()
        assert next(message for message in line if message["said"] == "Svarene vises.")


def test_each_phone_hears_its_own_language(talk: Talk, phone_in: OpenPhone) -> None:
    for language, words in (("nn", "Spørsmål 1-1. Svar for deg sjølv."), ("en", "Question 1-1.")):
        with following(phone_in(talk, language=language), f"{talk.room}/events") as line:
            assert next(line)["said"].startswith(words)


def test_nobody_misses_a_step_when_many_come_while_the_group_moves(talk: Talk, phone_in: OpenPhone) -> None:
    """Some connect before, some during and some after: all end at the same place."""
    phones, moving = [phone_in(talk) for _ in range(PHONES)], Event()

    def reach_the_end(phone: Browser) -> str:
        with following(phone, f"{talk.room}/events") as line:
            moving.set()
            return until(line, "answering|2-1")["mark"]

    with ThreadPoolExecutor(PHONES) as pool:
        ends = [pool.submit(reach_the_end, phone) for phone in phones]
        moving.wait(PATIENCE)
        for number in range(2, 6):
            talk.lead(f"/questions/1-{number}")
        talk.lead("/questions/2-1")
        assert {end.result(PATIENCE) for end in ends} == {"answering|2-1|"}


def test_what_no_knock_tells_of_is_seen_all_the_same(
    talk: Talk, phone_in: OpenPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when Valkey is gone: nobody is told, and the process looks by itself."""
    monkeypatch.setattr(hub, "LOOK", 0.2)
    with following(phone_in(talk), f"{talk.room}/events") as line:
        next(line)
        move_in_silence(talk, "/questions/1-4")
        assert until(line, "answering|1-4")


class Mute:
    """Tells nobody."""

    async def knock(self, *_: object) -> None: ...


def move_in_silence(talk: Talk, place: str) -> None:
    world = msgspec.structs.replace(talk.town.world, database=talk.town.site.web, knocks=Mute())
    talk.town.site.run(lead_to(world, talk.leader.here, talk.measurement, place))


def test_a_phone_that_has_left_is_refused_when_it_connects_again(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    with following(phone, f"{talk.room}/events") as line:
        next(line)
    phone.open(talk.room).press("Forlat samtalen")
    assert phone.client.get(f"{talk.room}/events").status_code == 410


def test_who_was_taken_out_of_the_workspace_is_refused_when_they_connect_again(
    meetings: Meetings, browser_for: OpenBrowser
) -> None:
    talk, town = meetings.under_way(), meetings.town
    leaving = town.join(Role.FACILITATOR, "Frank Fasilitator")
    town.show()
    browser, line_of = browser_for(leaving), f"{talk.home}/room/events?page=/room"
    with following(browser, line_of) as line:
        next(line)
    remove = RemoveMember(member=leaving.here.subject)
    town.site.run(decide_workspace(town.world, town.administrator.here, remove, new_stream_id()))
    town.show()
    town.site.work_off()
    refused = browser.client.get(line_of, follow_redirects=False)
    assert refused.status_code == 303
    assert refused.headers["location"].startswith("/sign-in")


def test_a_session_that_is_over_is_told_and_then_refused(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    with following(phone, f"{talk.room}/events") as line:
        next(line)
        talk.agree("equality", 6)
        talk.do(CloseMeasurement())
        assert until(line, "over")["said"] == "Samtalen er over."
    talk.forget()
    assert phone.client.get(f"{talk.room}/events").status_code == 410
