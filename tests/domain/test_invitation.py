from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Act
from domain.ids import CampaignId, CollaborationId, InvitationId, MeasurementId, SubjectId
from domain.invitation import decisions as asked
from domain.invitation import events as happened
from domain.invitation.state import fold
from domain.sectors import Side
from domain.text import TextIsMissing

OPENING = datetime(2027, 1, 11, 7, tzinfo=UTC)
PLANNER, KARI, OLA, SIRI = (SubjectId(UUID(int=number)) for number in range(1, 5))
MEASUREMENT = MeasurementId(UUID(int=82))
ROUND = asked.InvitePeople(
    campaign=CampaignId(UUID(int=80)),
    round="2027-01-11T08:00",
    collaboration=CollaborationId(UUID(int=81)),
    people={KARI: Side.PUBLIC, OLA: Side.PARTNER},
)
KARIS = asked.invitation_of(MEASUREMENT, KARI)


def act(hours=0, by=PLANNER):
    return Act(by=by, at=OPENING + timedelta(hours=hours))


def invited(people=ROUND.people, events=()):
    command = asked.InvitePeople(ROUND.campaign, ROUND.round, ROUND.collaboration, people)
    return (*events, *asked.invite(MEASUREMENT, fold(events), command, act()))


def when(events, *commands):
    for command in commands:
        events = (*events, *asked.decide(fold(events), command, act(1)))
    return events


def test_everybody_is_invited_once_on_their_own_side():
    state = fold(invited())
    assert {one.person: one.side for one in state.invited.values()} == ROUND.people
    karis = state.invited[KARIS]
    assert (karis.campaign, karis.round, karis.collaboration) == (ROUND.campaign, ROUND.round, ROUND.collaboration)


@given(st.lists(st.sets(st.sampled_from([KARI, OLA, SIRI])), max_size=6))
def test_however_often_and_in_whatever_company_they_are_invited_each_has_one_invitation(rounds):
    events = ()
    for people in rounds:
        events = invited(dict.fromkeys(people, Side.PUBLIC), events)
    assert len(events) == len(set().union(*rounds))
    assert len({one.invitation for one in events}) == len(events)


def test_an_invitation_is_another_one_in_another_measurement():
    assert asked.invitation_of(MeasurementId(UUID(int=83)), KARI) != KARIS


def test_a_letter_that_was_sent_is_noted_once():
    noted = asked.NoteLetterSent(KARIS, 1)
    events = when(invited(), noted, noted)
    assert events == when(invited(), noted)
    assert fold(events).invited[KARIS].sent == 1


def test_two_clicks_are_one_letter_more():
    repeated = asked.RepeatLetter(KARIS, seen=1)
    state = fold(when(invited(), repeated, repeated))
    assert (state.invited[KARIS].asked, state.invited[KARIS].link) == (2, 1)


def test_a_letter_that_comes_back_is_noted_once_and_once_more_when_it_is_given_up():
    delayed, given_up = (
        asked.NoteLetterReturned(KARIS, permanent=permanent, code="5.1.1") for permanent in (False, True)
    )
    events = when(invited(), delayed, delayed, given_up, given_up, delayed)
    assert [one.permanent for one in events[2:]] == [False, True]


def test_of_a_letter_that_was_sent_after_one_came_back_nothing_has_come_back():
    returned, again = asked.NoteLetterReturned(KARIS, permanent=True, code="5.1.1"), asked.RepeatLetter(KARIS, seen=1)
    state = fold(when(invited(), asked.NoteLetterSent(KARIS, 1), returned, again, asked.NoteLetterSent(KARIS, 2)))
    assert state.invited[KARIS].returned_at is None


def test_taking_an_invitation_back_needs_a_reason():
    with pytest.raises(TextIsMissing):
        when(invited(), asked.RevokeInvitation(KARIS, "  "))


def test_an_invitation_that_was_taken_back_holds_no_more_and_gets_no_letter():
    events = when(invited(), asked.RevokeInvitation(KARIS, "Wrong person"))
    assert not fold(events).invited[KARIS].holds
    with pytest.raises(asked.InvitationIsRevoked):
        when(events, asked.RepeatLetter(KARIS, seen=1))
    assert invited(events=events) == events


def test_whoever_is_invited_again_gets_another_link_to_the_same_invitation():
    again = asked.InviteAgain(KARIS, Side.PARTNER)
    events = when(invited(), asked.RevokeInvitation(KARIS, "Passed on"), again, again)
    invitation = fold(events).invited[KARIS]
    assert (invitation.link, invitation.asked, invitation.holds, invitation.side) == (2, 2, True, Side.PARTNER)
    assert len(events) == 4


def test_whoever_leaves_the_collaboration_has_no_invitation_that_holds():
    events = (*invited(), *asked.revoke_of_leaver(fold(invited()), KARI, act(2, by=KARI)))
    invitation = fold(events).invited[KARIS]
    assert (invitation.holds, invitation.cause) == (False, happened.Cause.LEFT)
    assert asked.revoke_of_leaver(fold(events), KARI, act(3)) == ()
    assert asked.revoke_of_leaver(fold(events), SIRI, act(3)) == ()


def test_a_reminder_is_written_once_and_says_to_how_many_and_not_to_whom():
    written = asked.WriteReminders(number=1, letters=1)
    events = when(invited(), written, asked.WriteReminders(number=1, letters=2))
    assert fold(events).reminded == {1: 1}
    assert set(happened.RemindersWritten.__struct_fields__) == {"at", "by", "number", "letters"}


def test_an_invitation_that_does_not_exist_is_refused():
    with pytest.raises(asked.NobodyIsInvited):
        when(invited(), asked.NoteLetterSent(InvitationId(UUID(int=9)), 1))
