"""A measurement opens with what became of the actions since last time, and what the group says of them."""

from uuid import UUID

from domain.action_plan.decisions import DropAction, FinishAction, JudgeAction
from domain.action_plan.events import Verdict
from domain.ids import ActionId
from domain.measurement.commands import AnswerQuestion
from services.web.seating import cookie_of
from tests.support.browsing import Shown
from tests.support.talks import Talk
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session
from tests.web.measuring.test_acting import Plan

SAVE, ON = "Lagre", "Lagre og gå til verdiene"


def second_time(group: Group, *, agree: bool = True) -> tuple[Session, Plan, ActionId]:
    """A measurement under way after one in which everything was answered with 4 and one action was agreed."""
    first = group.session(4)
    action = first.town.suggest(first.collaboration, first.measurement, "Møtes på gården", agree=agree)
    first.town.close(first.measurement)
    again = group.again(first.collaboration, {})
    return again, Plan(again), action


def opened(session: Session, browser_for: OpenBrowser, *, as_member: bool = False) -> Shown:
    session.town.show()
    return browser_for(session.member if as_member else session.leader).open(f"{session.home}/since-last-time")


def test_the_first_measurement_has_nothing_to_look_back_on(under_way: Session, browser_for: OpenBrowser) -> None:
    assert "Dette er den første målingen" in opened(under_way, browser_for).text
    assert "Tiltakene siden sist" not in browser_for(under_way.leader).open(under_way.home).text


def test_without_actions_the_page_says_that(group: Group, browser_for: OpenBrowser) -> None:
    session, _, _ = second_time(group, agree=False)
    assert "Ingen tiltak å se tilbake på" in opened(session, browser_for).text


def test_the_measurement_leads_to_the_actions_before_its_first_answer(group: Group, browser_for: OpenBrowser) -> None:
    session, _, _ = second_time(group)
    page = browser_for(session.leader).open(session.home)
    assert "Hva ble det av tiltakene fra sist" in page.text
    assert "Møtes på gården" in page.follow("Tiltakene siden sist").text


INVITED = "Hva ble det av tiltakene fra sist"


def test_so_do_the_values_and_the_lobby_until_something_is_said_of_them_or_answered(
    group: Group, browser_for: OpenBrowser
) -> None:
    session, _, action = second_time(group)
    session.town.show()
    leader, pages = browser_for(session.leader), (session.home, f"{session.home}/values", f"{session.home}/room")
    assert all(INVITED in leader.open(page).text for page in pages)
    assert INVITED in browser_for(session.member).open(f"{session.home}/values").text
    said = leader.open(f"{session.home}/values").follow("Tiltakene siden sist")
    taken_back = said.press(SAVE, **{f"verdict-{action}": "helped"})
    assert not any(INVITED in leader.open(page).text for page in pages)
    taken_back.press(SAVE, **{f"verdict-{action}": ""})
    assert all(INVITED in leader.open(page).text for page in pages)
    session.do(AnswerQuestion(question="1-1", answer=7, seen=None))
    assert not any(INVITED in leader.open(page).text for page in pages)
    assert leader.open(session.home).one("link", "Tiltakene siden sist")


def test_where_nothing_is_to_be_looked_back_at_nobody_is_sent_there(
    group: Group, under_way: Session, browser_for: OpenBrowser
) -> None:
    nothing_agreed, _, _ = second_time(group, agree=False)
    nothing_agreed.town.show()
    leader = browser_for(group.leader)
    for home in (under_way.home, nothing_agreed.home):
        assert not any(INVITED in leader.open(home + page).text for page in ("/values", "/room"))


def test_phones_come_along_to_look_back_and_on_to_the_values(group: Group, browser_for: OpenBrowser) -> None:
    session, _, action = second_time(group)
    talk = Talk(session.town, session.collaboration, session.measurement, session.leader, session.member)
    talk.open()
    session.town.show()
    phone = browser_for()
    phone.client.cookies.set(cookie_of(talk.measurement), talk.seat())
    back = browser_for(session.leader).open(f"{session.home}/room").press("Tiltakene siden sist")
    assert (back.path, talk.place) == (f"{session.home}/since-last-time", "/since-last-time")
    assert "Se på skjermen i møtet" in phone.open(talk.room).text
    back.press(ON, **{f"verdict-{action}": "helped"})
    assert talk.place == "/values"


def test_scores_stand_as_they_were_then_and_now_and_no_cause_is_claimed(group: Group, browser_for: OpenBrowser) -> None:
    session, _, _ = second_time(group)
    page = opened(session, browser_for)
    (row,) = [one.text for one in page.root if one.tag == "tr" and "Rom for forhandling" in one.text]
    assert row.split()[-4:] == ["4", "Ikke", "besvart", "ennå"]
    assert "ikke hvorfor" in page.text
    session.do(AnswerQuestion(question="1-1", answer=7, seen=None))
    (row,) = [one.text for one in opened(session, browser_for).root if one.tag == "tr" and "forhandling" in one.text]
    assert row.split()[-2:] == ["4", "7"]


def test_the_group_says_whether_it_helped_in_its_own_words(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    typed = {f"verdict-{action}": "helped_a_little", f"words-{action}": "Flere kom på kvelden"}
    going = opened(session, browser_for).press(ON, **typed)
    assert going.path.endswith("/values")
    assert plan.only().verdicts == {session.measurement: Verdict.HELPED_A_LITTLE}
    assert "Flere kom på kvelden" in opened(session, browser_for, as_member=True).text
    assert "Flere kom på kvelden" in browser_for(session.member).open(f"{plan.home}/{action}").text


def test_what_was_said_can_be_changed_and_taken_back(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    said = opened(session, browser_for).press(SAVE, **{f"verdict-{action}": "helped"})
    other = said.press(SAVE, **{f"verdict-{action}": "did_not_help"})
    assert plan.only().verdicts == {session.measurement: Verdict.DID_NOT_HELP}
    other.press(SAVE, **{f"verdict-{action}": ""})
    assert plan.only().verdicts == {}


def test_nothing_is_written_of_what_was_not_touched(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, _ = second_time(group)
    assert opened(session, browser_for).press(SAVE).status == 200
    assert plan.only().judgings == 0


def test_a_verdict_that_others_gave_meanwhile_is_shown_and_ours_waits(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    page = opened(session, browser_for)
    plan.do(JudgeAction(action=action, measurement=session.measurement, verdict=Verdict.HELPED, words="", seen=0))
    refused = page.press(SAVE, **{f"verdict-{action}": "too_early", f"words-{action}": "Vi får se"})
    assert (refused.status, plan.only().verdicts[session.measurement]) == (409, Verdict.HELPED)
    assert "ført inn noe annet: «Det hjalp»" in refused.text
    assert "Vi får se" in refused.answer.text
    refused.press(SAVE)
    assert plan.only().verdicts[session.measurement] is Verdict.TOO_EARLY


def test_what_was_dropped_says_why(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    plan.do(DropAction(action=action, reason="Ingen hadde tid"))
    assert "Ingen hadde tid" in opened(session, browser_for).text


def test_words_without_a_verdict_are_kept_and_asked_about(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    refused = opened(session, browser_for).press(SAVE, **{f"words-{action}": "Vi vet ikke"})
    assert (refused.status, plan.only().judgings) == (422, 0)
    assert "Vi vet ikke" in refused.answer.text


def test_what_was_written_can_be_erased_by_itself(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    typed = {f"verdict-{action}": "helped", f"words-{action}": "Takket være Kari"}
    opened(session, browser_for).press(SAVE, **typed)
    page = browser_for(session.town.administrator).open(f"{plan.home}/{action}")
    erasing = page.follow("Slett denne teksten: Det gruppa skrev om et tiltak hjalp")
    assert "Takket være Kari" in erasing.text
    assert "Det gruppa skrev om et tiltak hjalp" in erasing.text


def test_what_was_written_and_taken_back_can_be_erased_from_the_history(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    typed = {f"verdict-{action}": "helped", f"words-{action}": "Takket være Kari"}
    said = opened(session, browser_for).press(SAVE, **typed)
    said.press(SAVE, **{f"verdict-{action}": "", f"words-{action}": ""})
    page = browser_for(session.town.administrator).open(f"{plan.home}/{action}")
    assert "Takket være Kari" in page.follow("Slett denne teksten: Det gruppa skrev om et tiltak hjalp").text


def test_members_read_and_a_closed_measurement_takes_no_more(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, action = second_time(group)
    plan.do(FinishAction(action=action))
    assert opened(session, browser_for, as_member=True).all("radio") == []
    page = opened(session, browser_for)
    session.do(AnswerQuestion(question="1-1", answer=7, seen=None))
    session.town.close(session.measurement)
    refused = page.press(SAVE, **{f"verdict-{action}": "helped"})
    assert (refused.status, plan.only().judgings) == (409, 0)


def test_what_is_judged_belongs_to_this_measurement(group: Group, browser_for: OpenBrowser) -> None:
    session, plan, _ = second_time(group)
    typed = {f"verdict-{UUID(int=3)}": "helped", f"seen-{UUID(int=3)}": "0", f"shown-{UUID(int=3)}": "|"}
    assert opened(session, browser_for).press(SAVE, **typed).status == 200
    assert plan.only().judgings == 0
