from datetime import timedelta
from uuid import UUID

import pytest
from builders import ACT, ANNA, BJORN, NOON

from domain.erasure import decisions as asked
from domain.erasure import events as happened
from domain.erasure.decisions import WAIT, carried_out, confirmable_from, decide, request
from domain.erasure.state import Status, fold
from domain.event import Act
from domain.ids import SubjectId
from domain.text import TextIsMissing

ERASURE = UUID("55555555-5555-4555-8555-555555555555")
CARL = SubjectId(UUID("66666666-6666-4666-8666-666666666666"))
PERSON = happened.Person(member=CARL)
CONFIRM, WITHDRAW = asked.ConfirmErasure(), asked.WithdrawErasure()
BOTH, ALONE = frozenset({ANNA, BJORN}), frozenset({ANNA})


def requested(by=ANNA, administrators=BOTH, reason="De ba om det"):
    return request(ERASURE, asked.RequestErasure(what=PERSON, reason=reason), administrators, Act(by=by, at=NOON))


def act(by, after=timedelta(0)):
    return Act(by=by, at=NOON + after)


def when(events, command, administrators, doing):
    return decide(fold(events), command, administrators, doing)


def test_the_reason_is_sealed_for_the_erasure_itself():
    assert requested().reason.subject == SubjectId(ERASURE)


def test_an_erasure_needs_a_reason():
    with pytest.raises(TextIsMissing):
        requested(reason=" ")


def test_only_an_administrator_who_has_joined_asks_confirms_and_withdraws():
    with pytest.raises(asked.AdministratorIsNeeded):
        requested(by=CARL)
    for command in (CONFIRM, WITHDRAW):
        with pytest.raises(asked.AdministratorIsNeeded):
            when([requested()], command, BOTH, act(CARL))


def test_another_administrator_confirms_at_once():
    event = when([requested()], CONFIRM, BOTH, act(BJORN))
    assert isinstance(event, happened.ErasureConfirmed)
    assert event.by == BJORN


@pytest.mark.parametrize("after", [timedelta(0), WAIT, WAIT * 100])
def test_who_asked_never_confirms_while_there_is_another(after):
    with pytest.raises(asked.AnotherAdministratorIsNeeded):
        when([requested()], CONFIRM, BOTH, act(ANNA, after))


def test_the_only_administrator_confirms_when_72_hours_have_passed_and_never_earlier():
    events = [requested(administrators=ALONE)]
    with pytest.raises(asked.ErasureMustWait) as refused:
        when(events, CONFIRM, ALONE, act(ANNA, WAIT - timedelta(microseconds=1)))
    assert refused.value.data == {"until": NOON + timedelta(hours=72)}
    assert isinstance(when(events, CONFIRM, ALONE, act(ANNA, WAIT)), happened.ErasureConfirmed)


def test_whoever_is_the_only_one_at_that_moment_waits_also_who_did_not_ask():
    only_bjorn = frozenset({BJORN})
    with pytest.raises(asked.ErasureMustWait):
        when([requested()], CONFIRM, only_bjorn, act(BJORN))
    assert isinstance(when([requested()], CONFIRM, only_bjorn, act(BJORN, WAIT)), happened.ErasureConfirmed)


def test_a_second_administrator_who_came_since_need_not_wait():
    events = [requested(administrators=ALONE)]
    assert confirmable_from(fold(events), BOTH, BJORN) == NOON
    assert confirmable_from(fold(events), BOTH, ANNA) is None


def test_what_waits_can_be_withdrawn_also_by_who_asked():
    assert isinstance(when([requested()], WITHDRAW, BOTH, act(ANNA)), happened.ErasureWithdrawn)


@pytest.mark.parametrize("command", [CONFIRM, WITHDRAW])
@pytest.mark.parametrize("first", [CONFIRM, WITHDRAW])
def test_what_is_decided_is_decided(first, command):
    events = [requested()]
    events.append(when(events, first, BOTH, act(BJORN)))
    with pytest.raises(asked.ErasureIsDecided):
        when(events, command, BOTH, act(BJORN))


def test_only_what_was_confirmed_is_carried_out_and_once():
    events = [requested()]
    assert carried_out(fold(events), NOON) == ()
    events.append(when(events, CONFIRM, BOTH, act(BJORN)))
    assert fold(events).status is Status.CONFIRMED
    (event,) = carried_out(fold(events), NOON)
    assert event.by == BJORN
    assert fold([*events, event]).status is Status.CARRIED_OUT
    assert carried_out(fold([*events, event]), NOON) == ()


def test_nothing_happens_to_an_erasure_that_nobody_asked_for():
    with pytest.raises(LookupError):
        fold([happened.ErasureConfirmed(at=ACT.at, by=ACT.by)])
