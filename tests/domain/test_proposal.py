from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from campaigns import RULES, act, plan
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from domain.civil_time import civil_of, moment_of
from domain.ids import ProposalId, SubjectId
from domain.planning.plan import AllOfThem, OfThemes
from domain.planning.soundness import BeginsInThePast, RoundsWouldOverlap
from domain.proposal.answering.decisions import (
    AcceptProposal,
    DeclineProposal,
    ProposalIsAccepted,
    ProposalIsWithdrawn,
)
from domain.proposal.answering.decisions import decide as answered
from domain.proposal.answering.state import Accepted, Declined
from domain.proposal.answering.state import fold as fold_answers
from domain.proposal.decisions import ProposalIsUnknown, ProposeCampaign, Said, WithdrawProposal, decide
from domain.proposal.joining import from_now_on
from domain.proposal.state import fold
from domain.streams import proposal_answer_stream, proposal_stream, proposed_campaign
from domain.text import TextIsMissing, TextIsTooLong
from domain.themes import Theme

BEFORE = datetime(2026, 12, 1, 12, tzinfo=UTC)
PROPOSAL, OTHER = ProposalId(UUID(int=91)), ProposalId(UUID(int=92))
CATALOGUE = SubjectId(proposal_stream())
NB = Said(name=" Nasjonal måling ", why="Vi vil se", asks="Mål i januar")
NN = Said(name="Nasjonal måling, nynorsk", why="Vi vil sjå", asks="Mål i januar")
TOWN, OTHER_TOWN = 1001, 1002


def proposing(said=None, **other):
    return ProposeCampaign(proposal=PROPOSAL, said=said or {"nb": NB}, plan=plan(**other))


def when(events, command, at=BEFORE):
    return events + decide(CATALOGUE, fold(events), command, RULES, act(at))


def proposed(command=None):
    return when((), command or proposing())


WITHDRAWN = WithdrawProposal(proposal=PROPOSAL, reason="Vi tok feil")


def answer(events, command, proposals=None, at=BEFORE):
    proposal = fold(proposals or proposed())[PROPOSAL]
    subject = SubjectId(proposal_answer_stream(TOWN))
    return events + answered(subject, fold_answers(events), proposal, command, act(at))


ACCEPT = AcceptProposal(campaign=proposed_campaign(TOWN, PROPOSAL))


def test_what_is_proposed_is_a_plan_for_all_collaborations_of_whoever_accepts():
    found = fold(proposed(proposing(selection=OfThemes(themes=(Theme.CULTURE,)))))[PROPOSAL]
    assert found.plan == plan(selection=AllOfThem())
    assert found.stands
    assert found.name("nb") == ("Nasjonal måling", "nb")


def test_asked_twice_it_is_proposed_once():
    assert when(proposed(), proposing()) == proposed()


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (proposing(begins=date(2026, 11, 2)), BeginsInThePast),
        (proposing(rule="FREQ=MONTHLY", open_for=40), RoundsWouldOverlap),
        (proposing({"nn": NN}), TextIsMissing),
        (proposing({"nb": replace(NB, asks=" ")}), TextIsMissing),
        (proposing({"nb": NB, "en": replace(NN, name="")}), TextIsMissing),
        (proposing({"nb": replace(NB, why="x" * 1501)}), TextIsTooLong),
    ],
)
def test_nothing_is_proposed_that_no_municipality_could_plan_or_read(command, error):
    with pytest.raises(error):
        proposed(command)


def test_a_language_that_it_has_no_words_in_is_told_in_bokmal():
    found = fold(proposed(proposing({"nb": NB, "nn": NN})))[PROPOSAL]
    assert found.name("nn") == (NN.name, "nn")
    assert found.name("en") == ("Nasjonal måling", "nb")
    words, spoken = found.said("en")
    assert (words.why.text, spoken) == (NB.why, "nb")
    assert found.said("nn")[0].asks.text == NN.asks


def test_it_is_withdrawn_once_and_for_a_reason():
    with pytest.raises(TextIsMissing):
        when(proposed(), replace(WITHDRAWN, reason=" "))
    events = when(proposed(), WITHDRAWN)
    assert not fold(events)[PROPOSAL].stands
    assert when(events, replace(WITHDRAWN, reason="Enda en grunn")) == events
    with pytest.raises(ProposalIsUnknown):
        when(proposed(), replace(WITHDRAWN, proposal=OTHER))


def test_the_words_are_sealed_by_the_key_of_the_proposals_and_of_no_person():
    (event,) = proposed(proposing({"nb": NB, "nn": NN}))
    texts = [event.why_nb, event.asks_nb, event.why_nn, event.asks_nn]
    assert {text.subject for text in texts} == {CATALOGUE}
    assert event.why_en is None


def test_it_is_accepted_once():
    events = answer((), ACCEPT)
    assert fold_answers(events) == {PROPOSAL: Accepted(at=BEFORE, campaign=ACCEPT.campaign)}
    assert answer(events, ACCEPT) == events


def test_a_no_can_become_a_yes_for_as_long_as_the_proposal_stands():
    events = answer((), DeclineProposal(reason="Vi har ikke tid"))
    assert isinstance(fold_answers(events)[PROPOSAL], Declined)
    assert answer(events, DeclineProposal(reason="Fortsatt ikke")) == events
    with pytest.raises(ProposalIsWithdrawn):
        answer(events, ACCEPT, when(proposed(), WITHDRAWN))
    assert isinstance(fold_answers(answer(events, ACCEPT))[PROPOSAL], Accepted)


def test_a_no_needs_no_reason():
    assert fold_answers(answer((), DeclineProposal(reason=" ")))[PROPOSAL] == Declined(at=BEFORE, reason=None)


def test_a_yes_is_not_taken_back_by_a_no_as_there_is_a_campaign():
    with pytest.raises(ProposalIsAccepted):
        answer(answer((), ACCEPT), DeclineProposal())


def test_what_was_withdrawn_takes_no_answer_and_an_answer_outlives_it():
    withdrawn = when(proposed(), WITHDRAWN)
    for command in (ACCEPT, DeclineProposal()):
        with pytest.raises(ProposalIsWithdrawn):
            answer((), command, withdrawn)
    accepted = answer((), ACCEPT)
    assert answer(accepted, ACCEPT, withdrawn) == accepted


def test_each_workspace_has_one_campaign_of_its_own_for_each_proposal():
    pairs = [(town, proposal) for town in (TOWN, OTHER_TOWN) for proposal in (PROPOSAL, OTHER)]
    assert len({proposed_campaign(*pair) for pair in pairs}) == len(pairs)
    assert proposed_campaign(TOWN, PROPOSAL) == proposed_campaign(TOWN, PROPOSAL)


RULE = some.sampled_from(
    [
        None,
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "FREQ=MONTHLY;INTERVAL=4;COUNT=7",
        "FREQ=MONTHLY;INTERVAL=2;UNTIL=20290301T000000",
        "FREQ=YEARLY;BYMONTH=3,10;BYDAY=1MO",
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=WEEKLY;INTERVAL=10;COUNT=6",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=MO,TH",
        "FREQ=DAILY;INTERVAL=45",
    ]
)


@given(
    rule=RULE,
    begins=some.dates(date(2026, 1, 1), date(2028, 12, 31)),
    hour=some.integers(0, 23),
    passed=some.integers(0, 5 * 366 * 24),
)
def test_whoever_joins_late_has_the_very_rounds_that_are_still_to_come(rule, begins, hour, passed):
    wanted = plan(rule=rule, begins=begins, opens_at=time(hour))
    now = moment_of(wanted.first) - timedelta(days=30) + timedelta(hours=passed)
    until = civil_of(now) + timedelta(days=3000)
    day_before = wanted.first - timedelta(days=1)
    rounds = RULES.between(wanted, day_before, until)
    if rounds[:1] != [wanted.first]:
        return  # begins on a day that the rule does not lead to: nobody could propose it
    to_come = [one for one in rounds if moment_of(one) > now]
    joined = from_now_on(wanted, RULES, now)
    if joined is None:
        assert to_come == []
    else:
        assert list(RULES.between(joined, day_before, until)) == to_come
        assert moment_of(joined.first) > now


def test_a_plan_that_has_not_begun_is_joined_as_it_is():
    assert from_now_on(plan(), RULES, BEFORE) == plan()
