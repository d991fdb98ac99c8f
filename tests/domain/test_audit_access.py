from datetime import timedelta, timezone

import pytest
from builders import ACT, ANNA, BJORN, NOON
from msgspec.structs import replace

from domain.address import AddressIsMalformed
from domain.audit_access import decisions as asked
from domain.audit_access import events as happened
from domain.audit_access.decisions import LONGEST, decide, grant
from domain.audit_access.state import AuditAccess, Standing, fold
from domain.event import Act
from domain.ids import SubjectId
from domain.streams import audit_access_stream
from domain.text import TextIsMissing, TextIsTooLong

RITA = BJORN
ACCESS = SubjectId(audit_access_stream(RITA))
WEEK = timedelta(days=7)
GRANT = asked.GrantAccess(
    auditor=RITA, name="Rita", email="rita@example.org", purpose="Kontroll av 2026", until=NOON + WEEK
)


def granted(**otherwise):
    return grant(ACCESS, None, replace(GRANT, **otherwise), ACT)


def after(*commands, by=RITA):
    events = granted()
    for command in commands:
        events += decide(ACCESS, fold(events), command, Act(by=by, at=NOON))
    return events


def when(events, command, by=ANNA, at=NOON):
    return decide(ACCESS, fold(events), command, Act(by=by, at=at))


ACCEPTED = after(asked.AcceptAccess())
ENDED = after(asked.AcceptAccess(), asked.EndAccess())


def test_the_purpose_is_sealed_for_the_access_and_the_person_for_themselves():
    access, invited = granted()
    assert access.purpose.subject == ACCESS
    assert (invited.name.subject, invited.email.subject) == (RITA, RITA)


@pytest.mark.parametrize("purpose", ["", "  "])
def test_an_access_needs_a_purpose(purpose):
    with pytest.raises(TextIsMissing):
        granted(purpose=purpose)


def test_a_purpose_is_short():
    with pytest.raises(TextIsTooLong):
        granted(purpose="o" * 501)


def test_an_auditor_has_a_name_and_an_address():
    with pytest.raises(TextIsMissing):
        granted(name=" ")
    with pytest.raises(AddressIsMalformed):
        granted(email="rita")


@pytest.mark.parametrize("until", [NOON, NOON - WEEK])
def test_an_access_ends_in_the_future(until):
    with pytest.raises(asked.AuditAccessIsInThePast):
        granted(until=until)


def test_the_end_is_written_in_utc_wherever_the_day_was_chosen():
    access, _ = granted(until=(NOON + WEEK).astimezone(timezone(timedelta(hours=2))))
    assert (access.until, access.until.utcoffset()) == (NOON + WEEK, timedelta(0))


def test_an_access_lasts_ninety_days_at_most():
    assert granted(until=NOON + LONGEST)
    with pytest.raises(asked.AuditAccessIsTooLong):
        granted(until=NOON + LONGEST + timedelta(microseconds=1))


def test_a_pseudonym_has_one_access_and_no_other():
    assert grant(ACCESS, fold(granted()), GRANT, ACT) == ()


def test_an_access_begins_when_it_is_accepted():
    assert fold(granted()).standing(NOON) is Standing.INVITED
    assert fold(ACCEPTED).standing(NOON) is Standing.ACTIVE


@pytest.mark.parametrize(("events", "standing"), [(ACCEPTED, Standing.OVER), (granted(), Standing.UNUSED)])
def test_an_access_is_over_by_itself_at_the_moment_that_was_said(events, standing):
    state: AuditAccess = fold(events)
    assert state.runs(NOON + WEEK - timedelta(microseconds=1))
    assert not state.runs(NOON + WEEK)
    assert state.standing(NOON + WEEK) is standing


def test_an_access_is_accepted_once_and_then_no_letter_goes_out():
    for command in (asked.AcceptAccess(), asked.RepeatInvitation()):
        with pytest.raises(asked.AuditAccessIsAccepted):
            when(ACCEPTED, command)


def test_the_letter_can_go_out_again_before():
    assert when(granted(), asked.RepeatInvitation()) == (happened.InvitationRepeated(at=NOON, by=ANNA),)


def test_an_auditor_ends_the_own_access_without_a_reason():
    assert fold(ENDED).standing(NOON) is Standing.ENDED_BY_AUDITOR


def test_an_administrator_ends_an_access_with_a_reason():
    with pytest.raises(TextIsMissing):
        when(ACCEPTED, asked.EndAccess())
    (ended,) = when(ACCEPTED, asked.EndAccess(reason="Oppdraget er ferdig"))
    assert ended.reason.subject == ACCESS
    assert fold((*ACCEPTED, ended)).standing(NOON) is Standing.ENDED_BY_ADMINISTRATOR


def test_an_erasure_ends_what_still_runs_and_says_why_itself():
    (ended,) = asked.end_with_erasure(fold(ACCEPTED), Act(by=ANNA, at=NOON))
    assert ended == happened.AuditAccessEnded(at=NOON, by=ANNA)
    assert asked.end_with_erasure(fold(ENDED), Act(by=ANNA, at=NOON)) == ()
    assert asked.end_with_erasure(fold(ACCEPTED), Act(by=ANNA, at=NOON + WEEK)) == ()


def test_an_access_that_nobody_accepted_can_be_ended_too():
    assert when(granted(), asked.EndAccess(reason="Feil adresse"))


@pytest.mark.parametrize("command", [asked.AcceptAccess(), asked.RepeatInvitation(), asked.EndAccess(reason="Igjen")])
def test_over_is_over(command):
    with pytest.raises(asked.AuditAccessIsOver):
        when(ENDED, command)
    for events in (granted(), ACCEPTED):
        with pytest.raises(asked.AuditAccessIsOver):
            when(events, command, at=NOON + WEEK)
