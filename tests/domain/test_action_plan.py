from datetime import date
from uuid import UUID

import pytest
from builders import ACT, COLLABORATION, MEASUREMENT

from domain.action_plan import decisions as asked
from domain.action_plan.decisions import decide
from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Status, fold
from domain.ids import ActionId, PartnerId
from domain.text import TextIsMissing

MEET = ActionId(UUID(int=7))
NAV = PartnerId(UUID(int=8))
SUGGEST = asked.SuggestAction(
    action=MEET, collaboration=COLLABORATION, measurement=MEASUREMENT, question="1-1", text="Møtes på gården"
)
AGREE = asked.AgreeAction(action=MEET, measurement=MEASUREMENT, owner=NAV, due=date(2026, 9, 1))


def after(*commands):
    events = ()
    for command in commands:
        events += decide(fold(events), command, ACT)
    return events


def when(events, command):
    return decide(fold(events), command, ACT)


def action(events):
    return fold(events).actions[MEET]


def test_a_suggested_action_hangs_on_its_question_and_belongs_to_the_measurement():
    suggested = action(after(SUGGEST))
    assert (suggested.question, suggested.status, suggested.text.subject) == ("1-1", Status.SUGGESTED, MEASUREMENT)


def test_a_double_click_suggests_once():
    assert when(after(SUGGEST), SUGGEST) == ()


def test_an_empty_action_is_refused():
    with pytest.raises(TextIsMissing):
        when(
            (),
            asked.SuggestAction(
                action=MEET, collaboration=COLLABORATION, measurement=MEASUREMENT, question="1-1", text=" "
            ),
        )


def test_a_suggestion_is_reworded_unless_somebody_was_first():
    events = after(SUGGEST, asked.RewordAction(action=MEET, text="Møtes hver måned", seen=1))
    assert action(events).text.text == "Møtes hver måned"
    with pytest.raises(asked.ActionHasMoved):
        when(events, asked.RewordAction(action=MEET, text="Møtes aldri", seen=1))


def test_a_suggestion_can_be_withdrawn_until_it_is_agreed():
    assert fold(after(SUGGEST, asked.WithdrawSuggestion(action=MEET))).actions == {}
    with pytest.raises(asked.ActionHasMoved):
        when(after(SUGGEST, AGREE), asked.WithdrawSuggestion(action=MEET))


def test_an_agreed_action_has_owner_and_date_and_can_get_others():
    events = after(SUGGEST, AGREE)
    assert (action(events).owner, action(events).due) == (NAV, date(2026, 9, 1))
    assert when(events, AGREE) == ()
    other = asked.AgreeAction(action=MEET, measurement=MEASUREMENT, owner=None, due=None)
    assert action((*events, *when(events, other))).owner is None


def test_an_agreement_taken_back_is_a_suggestion_again():
    again = action(after(SUGGEST, AGREE, asked.WithdrawAgreement(action=MEET)))
    assert (again.status, again.owner, again.agreed_in) == (Status.SUGGESTED, None, None)


def test_an_action_has_its_place_in_matrix_and_cycle():
    placed = action(after(SUGGEST, asked.PlaceAction(action=MEET, cell=Cell.NEW_MORE, phase=Phase.PEOPLE)))
    assert (placed.cell, placed.phase) == (Cell.NEW_MORE, Phase.PEOPLE)


def test_an_action_is_started_and_done():
    assert action(after(SUGGEST, AGREE, asked.StartAction(action=MEET))).status is Status.STARTED
    assert action(after(SUGGEST, AGREE, asked.FinishAction(action=MEET))).status is Status.DONE


def test_an_action_is_dropped_with_a_reason_only():
    with pytest.raises(TextIsMissing):
        when(after(SUGGEST, AGREE), asked.DropAction(action=MEET, reason=" "))
    dropped = action(after(SUGGEST, AGREE, asked.DropAction(action=MEET, reason="Ingen tid")))
    assert (dropped.status, dropped.drop_reason.text) == (Status.DROPPED, "Ingen tid")


@pytest.mark.parametrize("command", [AGREE, asked.StartAction(action=MEET), asked.WithdrawAgreement(action=MEET)])
def test_what_is_done_takes_no_more_changes(command):
    with pytest.raises(asked.ActionIsOver):
        when(after(SUGGEST, AGREE, asked.FinishAction(action=MEET)), command)


def test_an_unknown_action_is_refused():
    with pytest.raises(asked.UnknownAction):
        when((), AGREE)
