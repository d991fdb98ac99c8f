from datetime import date
from uuid import UUID

import pytest
from builders import ACT, COLLABORATION, MEASUREMENT
from hypothesis import given
from hypothesis import strategies as st

from domain.action_plan import decisions as asked
from domain.action_plan import events as happened
from domain.action_plan.decisions import decide
from domain.action_plan.events import Cell, Phase, Verdict
from domain.action_plan.state import Status, fold
from domain.ids import ActionId, MeasurementId, PartnerId
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


NEXT = MeasurementId(UUID(int=9))
DONE = (SUGGEST, AGREE, asked.FinishAction(action=MEET))
DROPPED = (SUGGEST, AGREE, asked.DropAction(action=MEET, reason="Ingen tid"))


def judge(verdict, *, words="", seen=0):
    return asked.JudgeAction(action=MEET, measurement=NEXT, verdict=verdict, words=words, seen=seen)


def revise(agreed, seen):
    return asked.ReviseAgreement(action=MEET, agreed=agreed, seen=seen)


def move(cell, phase, seen=(None, None)):
    return asked.MoveAction(action=MEET, cell=cell, phase=phase, seen_cell=seen[0], seen_phase=seen[1])


@pytest.mark.parametrize("over", [DONE, DROPPED])
def test_what_is_over_can_be_taken_up_again_and_is_under_way_then(over):
    again = action(after(*over, asked.TakeUpAction(action=MEET)))
    assert (again.status, again.drop_reason, again.owner) == (Status.STARTED, None, NAV)


def test_what_is_under_way_is_not_taken_up():
    assert when(after(SUGGEST, AGREE), asked.TakeUpAction(action=MEET)) == ()


def test_owner_and_date_are_revised_by_what_the_page_showed():
    shown, wanted = asked.Agreed(NAV, date(2026, 9, 1)), asked.Agreed(None, date(2026, 10, 1))
    events = after(SUGGEST, AGREE, revise(wanted, shown))
    assert (action(events).owner, action(events).due) == (None, date(2026, 10, 1))
    assert when(events, revise(wanted, shown)) == ()
    with pytest.raises(asked.ActionHasMoved):
        when(events, revise(asked.Agreed(NAV, None), shown))


def test_a_suggestion_has_nobody_who_answers_for_it_yet():
    with pytest.raises(asked.ActionIsNotAgreed):
        when(after(SUGGEST), revise(asked.Agreed(NAV, None), asked.Agreed(None, None)))


def test_an_action_is_moved_from_the_place_that_the_page_showed():
    events = after(SUGGEST, move(Cell.NEW_LESS, None))
    assert (action(events).cell, action(events).phase) == (Cell.NEW_LESS, None)
    assert when(events, move(Cell.NEW_LESS, None)) == ()
    with pytest.raises(asked.ActionHasMoved):
        when(events, move(Cell.NEW_MORE, Phase.MAP))


def test_a_group_says_whether_it_helped_and_can_say_otherwise():
    events = after(*DONE, judge(Verdict.HELPED_A_LITTLE, words="Flere kom"))
    assert action(events).verdicts == {NEXT: Verdict.HELPED_A_LITTLE}
    assert action(events).verdict_words[NEXT].subject == NEXT
    (revised,) = when(events, judge(Verdict.HELPED, seen=1))
    assert isinstance(revised, happened.VerdictRevised)
    again = action((*events, revised))
    assert (again.verdicts, again.verdict_words) == ({NEXT: Verdict.HELPED}, {})


def test_what_was_said_can_be_taken_back_and_is_not_there_then():
    assert when(after(*DONE), judge(None)) == ()
    back = action(after(*DONE, judge(Verdict.TOO_EARLY, words="Vi får se"), judge(None, seen=1)))
    assert (back.verdicts, back.verdict_words, back.judgings) == ({}, {}, 2)


def test_a_verdict_on_a_page_that_others_have_changed_is_refused():
    events = after(*DONE, judge(Verdict.HELPED))
    with pytest.raises(asked.ActionHasMoved):
        when(events, judge(Verdict.DID_NOT_HELP))


def test_words_alone_are_no_verdict():
    with pytest.raises(asked.VerdictIsMissing):
        when(after(*DONE), judge(None, words="Vi vet ikke"))


def test_a_suggestion_is_not_judged():
    with pytest.raises(asked.ActionIsNotAgreed):
        when(after(SUGGEST), judge(Verdict.HELPED))


@given(st.lists(st.tuples(st.sampled_from([None, *Verdict]), st.booleans()), max_size=8))
def test_whatever_was_said_last_stands(said):
    events = after(*DONE)
    for verdict, with_words in said:
        seen = action(events).judgings
        events += when(events, judge(verdict, words="Ord" if verdict and with_words else "", seen=seen))
    last, with_words = said[-1] if said else (None, False)
    stands = action(events)
    assert stands.verdicts.get(NEXT) == last
    assert (NEXT in stands.verdict_words) == (last is not None and with_words)


DUE, DAY_AFTER = date(2026, 9, 1), date(2026, 9, 2)


def test_an_action_is_overdue_from_the_day_after_its_date():
    agreed = action(after(SUGGEST, AGREE))
    assert [agreed.is_overdue(day) for day in (DUE, DAY_AFTER)] == [False, True]


@pytest.mark.parametrize("commands", [(SUGGEST,), DONE, DROPPED], ids=["suggested", "done", "dropped"])
def test_what_nobody_has_to_do_is_not_overdue(commands):
    assert not action(after(*commands)).is_overdue(DAY_AFTER)
