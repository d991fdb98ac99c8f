"""Leading a session: letting phones in, taking the group along, showing the answers."""

import pytest

from domain.measurement.commands import PauseMeasurement, ResumeMeasurement
from domain.measurement.events import AnswersRevealed, AttendanceNoted, ModeSwitched
from domain.modes import Mode
from tests.support.talks import PARTNER, PUBLIC, Meetings, Talk
from tests.web.conftest import OpenBrowser
from tests.web.dialogue.conftest import OpenPhone

FEW = "Svarene kan vises når minst tre har svart. Med færre er det lett å se hvem som svarte hva."


def code(talk: Talk) -> str | None:
    gathered = talk.gathered()
    return gathered.room.code if gathered else None


def test_a_session_is_opened_to_phones_with_a_code_and_an_address(meetings: Meetings, browser_for: OpenBrowser) -> None:
    talk = meetings.talk()
    leader = browser_for(meetings.leader)
    page = leader.open(f"{talk.home}/room").press("Slipp inn telefoner")
    written = f"{talk.code[:3]}-{talk.code[3:]}"
    assert written in page.text
    assert f"{talk.town.site.address.partition('://')[2]}/join" in page.text
    assert page.one("img", "QR-kode som åpner siden for å bli med")
    assert "Her ser dere hvem som er med, etter hvert som de kommer." in page.text


def test_looking_at_the_way_in_opens_nothing(meetings: Meetings, browser_for: OpenBrowser) -> None:
    talk = meetings.talk()
    browser_for(meetings.leader).open(f"{talk.home}/room")
    assert talk.gathered() is None


def test_only_who_leads_can_open_lead_or_show(meetings: Meetings, talk: Talk, browser_for: OpenBrowser) -> None:
    member = browser_for(meetings.member)
    talk.answer([3, 4, 5])
    assert member.open(f"{talk.home}/room").status == 403
    assert member.open(f"{talk.home}/room/events").status == 403
    for path, fields in (
        ("/room", {"do": "lead", "place": "/questions/2-1"}),
        ("/room", {"do": "shut"}),
        ("/questions/1-1/reveal", {}),
    ):
        assert member.send(talk.home + path, fields).status == 403
    assert (talk.place, talk.state().tallies) == ("/questions/1-1", {})


def test_a_code_is_lengthened_renewed_and_shut(talk: Talk, browser_for: OpenBrowser, phone_in: OpenPhone) -> None:
    inside, first = phone_in(talk), talk.code
    leader = browser_for(talk.leader)
    page = leader.open(f"{talk.home}/room").press("Forleng")
    assert code(talk) == first
    page = page.press("Lag en ny kode")
    assert code(talk) not in {None, first}
    assert browser_for().open(f"/join/{first}").status == 410
    second = talk.code
    page.press("Steng for flere")
    assert code(talk) is None
    assert browser_for().open(f"/join/{second}").status == 410
    assert inside.open(talk.room).status == 200


def test_a_code_that_has_run_out_is_followed_by_a_new_one(talk: Talk, browser_for: OpenBrowser) -> None:
    lapsed = talk.lapse()
    browser_for(talk.leader).send(f"{talk.home}/room", {"do": "open"})
    assert code(talk) not in {None, lapsed}


def test_who_is_there_is_told_in_numbers_and_names_without_saying_where_a_name_is_from(
    talk: Talk, phone_in: OpenPhone, browser_for: OpenBrowser
) -> None:
    phone_in(talk, PUBLIC, "Åse")
    phone_in(talk, PARTNER, "Berit")
    phone_in(talk, PARTNER)
    page = browser_for(talk.leader).open(f"{talk.home}/room")
    assert "3 telefoner er med" in page.text
    assert "1 fra det offentlige, 2 fra partnerne" in page.text
    assert [name for name in page.names("listitem") if name in {"Åse", "Berit"}] == ["Berit", "Åse"]
    assert "1 uten navn" in page.text


def test_the_group_goes_along_when_an_answer_is_agreed(talk: Talk, browser_for: OpenBrowser) -> None:
    browser_for(talk.leader).open(f"{talk.home}/questions/1-1").press("Lagre og gå videre", answer="6")
    assert talk.place == "/questions/1-2"


def test_whoever_looks_at_another_page_takes_nobody_along(talk: Talk, browser_for: OpenBrowser) -> None:
    leader = browser_for(talk.leader)
    page = leader.open(f"{talk.home}/questions/3-1")
    assert "Gruppa er på en annen side." in page.text
    page.press("Lagre og gå videre", answer="6")
    assert talk.place == "/questions/1-1"
    leader.open(f"{talk.home}/questions/3-1").press("Ta gruppa med hit")
    assert talk.place == "/questions/3-1"


def test_two_who_go_on_at_once_take_the_group_one_step(meetings: Meetings, browser_for: OpenBrowser) -> None:
    talk = meetings.under_way(place="/fields/equality/pause")
    first, second = browser_for(talk.leader), browser_for(talk.town.administrator)
    onward = "Gå videre til Felles mål"
    pages = [one.open(f"{talk.home}/fields/equality/pause") for one in (first, second)]
    name = next(button for button in pages[0].names("button") if onward in button)
    pages[0].press(name)
    talk.lead("/questions/2-2")
    late = pages[1].press(name)
    assert talk.place == "/questions/2-2"
    assert "Gruppa er på en annen side." in late.text


def test_a_place_that_is_none_is_refused(talk: Talk, browser_for: OpenBrowser) -> None:
    leader = browser_for(talk.leader)
    for place in ("/nowhere", "https://example.org", "/questions/99-1"):
        page = leader.send(f"{talk.home}/room", {"do": "lead", "place": place, "next": place})
        assert page.status == 422
    assert talk.place == "/questions/1-1"


def test_the_way_of_answering_can_be_switched_at_any_question(talk: Talk, browser_for: OpenBrowser) -> None:
    leader = browser_for(talk.leader)
    page = leader.open(f"{talk.home}/questions/1-1").press("Svar bare sammen")
    assert talk.state().mode is Mode.TOGETHER
    assert page.path.partition("?")[0] == f"{talk.home}/questions/1-1"
    page.press("Svar hver for seg først")
    assert talk.state().mode is Mode.EACH_THEN_TOGETHER
    assert talk.topics().count(ModeSwitched.TOPIC) == 2


def test_attendance_can_be_counted_by_the_phones(talk: Talk, phone_in: OpenPhone, browser_for: OpenBrowser) -> None:
    for sector in (PUBLIC, PARTNER, PARTNER):
        phone_in(talk, sector)
    browser_for(talk.leader).open(f"{talk.home}/room").press("Bruk tallene fra telefonene")
    assert talk.state().attendance == {PUBLIC: 1, PARTNER: 2}
    assert talk.topics().count(AttendanceNoted.TOPIC) == 1


@pytest.mark.parametrize("few", [[], [3, 4]])
def test_fewer_than_three_answers_are_not_shown_and_why_is_said(
    talk: Talk, browser_for: OpenBrowser, few: list[int]
) -> None:
    talk.answer(few)
    leader = browser_for(talk.leader)
    page = leader.open(f"{talk.home}/questions/1-1")
    assert FEW in page.text
    assert page.all("button", "Vis svarene") == []
    refused = leader.send(f"{talk.home}/questions/1-1/reveal", {})
    assert refused.status == 409
    assert "Det må være minst 3" in refused.text
    assert refused.one("link", "Tilbake til spørsmålet")
    assert talk.state().tallies == {}


def test_without_any_room_too_few_have_answered(meetings: Meetings, browser_for: OpenBrowser) -> None:
    talk = meetings.talk()
    refused = browser_for(talk.leader).send(f"{talk.home}/questions/1-1/reveal", {})
    assert refused.status == 409
    assert "Det må være minst 3" in refused.text


def test_the_answers_are_shown_once_whoever_presses(talk: Talk, browser_for: OpenBrowser) -> None:
    talk.answer([3, 4, 4])
    pages = [browser_for(who).open(f"{talk.home}/questions/1-1") for who in (talk.leader, talk.town.administrator)]
    for page in pages:
        assert page.press("Vis svarene").status == 200
    (revealed,) = [event for event in talk.events() if isinstance(event, AnswersRevealed)]
    assert revealed.tally.number == 3
    gathered = talk.gathered()
    assert gathered is not None
    assert gathered.waiting == {}


def test_everybody_sees_the_answers_after_they_are_shown(
    talk: Talk, phone_in: OpenPhone, browser_for: OpenBrowser
) -> None:
    phone = phone_in(talk)
    talk.answer([3, 4, 4])
    talk.reveal()
    assert "Slik svarte dere hver for dere" in browser_for(talk.leader).open(f"{talk.home}/questions/1-1").text
    assert phone.open(talk.room).all("button", "Lagre svaret") == []


def test_a_pause_is_told_and_over_when_the_meeting_goes_on(talk: Talk, phone_in: OpenPhone) -> None:
    phone = phone_in(talk)
    talk.do(PauseMeasurement())
    assert phone.open(talk.room).one("heading", "Målingen har pause")
    talk.do(ResumeMeasurement())
    assert phone.open(talk.room).one("button", "Lagre svaret")


@pytest.mark.parametrize(
    ("place", "heading"),
    [
        ("", "Du er med"),
        ("/profile", "Se på skjermen i møtet"),
        ("/fields/equality/pause", "En pause i feltet"),
        ("/values", "Se på skjermen i møtet"),
    ],
)
def test_a_phone_says_where_the_group_is(talk: Talk, phone_in: OpenPhone, place: str, heading: str) -> None:
    talk.lead(place)
    assert phone_in(talk).open(talk.room).one("heading", heading)
