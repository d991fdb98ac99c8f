from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from campaigns import CAMPAIGN, RULES, act, plan, planned

from domain.campaign import decisions as asked
from domain.campaign import events as happened
from domain.campaign import turn
from domain.campaign.calendar import coming_rounds, due_rounds
from domain.campaign.state import fold
from domain.ids import CollaborationId, MeasurementId
from domain.planning.plan import AllOfThem, Listed, OfThemes, chosen
from domain.planning.soundness import (
    BeginsInThePast,
    BeginsOffTheRule,
    NothingIsChosen,
    OpenForTooLong,
    RemindersOutsideTheRound,
    RoundsWouldOverlap,
)
from domain.text import TextIsMissing
from domain.themes import Theme

BEFORE = datetime(2026, 12, 1, 12, tzinfo=UTC)
OPENING = datetime(2027, 1, 11, 7, tzinfo=UTC)
FIRST, SECOND = "2027-01-11T08:00", "2027-04-11T08:00"
GROUP, OTHER = MeasurementId(UUID(int=82)), MeasurementId(UUID(int=84))
BOTH = {CollaborationId(UUID(int=81)): GROUP, CollaborationId(UUID(int=83)): OTHER}


def when(events, command, at=BEFORE):
    return events + asked.decide(CAMPAIGN, fold(events), command, RULES, act(at))


def tick(events, at, groups=BOTH):
    return events + turn.rounds_due(fold(events), RULES, groups, act(at))


def refused(error, plan_):
    with pytest.raises(error):
        planned(plan_)


def test_a_round_opens_at_its_hour_for_every_collaboration_and_not_a_moment_before():
    early = tick(planned(), OPENING - timedelta(seconds=1))
    assert early == planned()
    opened, *parts = tick(early, OPENING)[1:]
    assert (opened.round, opened.due_at, opened.at) == (FIRST, OPENING, OPENING)
    assert {one.collaboration: one.measurement for one in parts} == BOTH


def test_it_is_open_for_whole_days_by_the_clock_on_the_wall_also_over_a_change_of_the_clock():
    opened = tick(planned(plan(begins=date(2027, 3, 22))), datetime(2027, 3, 22, 7, tzinfo=UTC))[-1]
    assert opened.closes_at == datetime(2027, 4, 12, 6, tzinfo=UTC)


def test_asked_twice_it_opens_once():
    events = tick(planned(), OPENING)
    assert tick(events, OPENING) == events
    assert tick(events, OPENING + timedelta(minutes=1)) == events


def test_a_missed_round_opens_late_and_keeps_its_length():
    opened, part, _ = tick(planned(), OPENING + timedelta(days=5, hours=3))[1:]
    assert opened.due_at == OPENING
    assert part.closes_at - opened.at == timedelta(days=21)


def test_what_the_next_round_overtook_is_left_out_with_the_cause():
    events = tick(planned(), datetime(2027, 7, 11, 6, tzinfo=UTC))
    skipped = [(one.round, one.cause) for one in events if isinstance(one, happened.RoundSkipped)]
    assert skipped == [(FIRST, happened.Cause.OVERTAKEN), (SECOND, happened.Cause.OVERTAKEN)]
    assert [one.round for one in events if isinstance(one, happened.RoundOpened)] == ["2027-07-11T08:00"]


def test_a_round_waits_while_the_one_before_that_opened_late_is_still_open():
    events = tick(planned(), datetime(2027, 4, 10, 7, tzinfo=UTC))
    due = datetime(2027, 4, 11, 6, tzinfo=UTC)
    assert tick(events, due) == events
    closing = fold(events).closes[GROUP]
    assert tick(events, closing)[-1].round == SECOND


def test_a_round_for_nobody_is_left_out():
    assert tick(planned(), OPENING, groups={})[-1].cause is happened.Cause.NOBODY


def test_nothing_opens_while_the_campaign_is_paused_and_what_was_due_is_not_caught_up_with():
    paused = when(planned(), asked.PauseCampaign(reason="Kommunevalg"))
    due = tick(paused, OPENING)
    assert due[-1].cause is happened.Cause.PAUSED
    resumed = when(due, asked.ResumeCampaign(), OPENING + timedelta(days=1))
    assert tick(resumed, OPENING + timedelta(days=2)) == resumed
    assert tick(resumed, datetime(2027, 4, 11, 6, tzinfo=UTC))[-1].round == SECOND


def test_a_cancelled_campaign_opens_nothing_and_takes_no_more_changes():
    cancelled = when(planned(), asked.CancelCampaign(reason="Vi måler på annet vis"))
    assert tick(cancelled, OPENING) == cancelled
    assert when(cancelled, asked.CancelCampaign(reason="igjen")) == cancelled
    with pytest.raises(asked.CampaignIsCancelled):
        when(cancelled, asked.RenameCampaign(name="Annet"))
    with pytest.raises(TextIsMissing):
        when(planned(), asked.CancelCampaign(reason=" "))


def test_a_round_that_somebody_chose_to_leave_out_stays_out_and_the_reason_stands():
    skipped = when(planned(), asked.SkipRound(round=FIRST, reason="Fellesferie"))
    assert fold(skipped).skip_reasons[FIRST].text == "Fellesferie"
    assert tick(skipped, OPENING) == skipped
    assert tick(skipped, datetime(2027, 4, 11, 6, tzinfo=UTC))[-1].round == SECOND


def test_a_skip_can_be_lifted_until_the_round_is_due():
    skipped = when(planned(), asked.SkipRound(round=FIRST, reason="Valg"))
    assert tick(when(skipped, asked.LiftSkip(round=FIRST)), OPENING)[-1].round == FIRST
    with pytest.raises(asked.RoundIsNotPlanned):
        when(skipped, asked.LiftSkip(round=FIRST), OPENING)


def test_only_a_round_of_the_plan_can_be_left_out():
    with pytest.raises(asked.RoundIsNotPlanned):
        when(planned(), asked.SkipRound(round="2027-01-12T08:00", reason="Valg"))


def test_a_revised_plan_holds_for_what_is_due_from_now_on():
    opened = tick(planned(), OPENING)
    later = plan(begins=date(2027, 1, 4), opens_at=time(12), open_for=10, reminders=())
    revised = when(opened, asked.RevisePlan(plan=later, seen=plan()), OPENING + timedelta(days=1))
    assert fold(revised).closes == fold(opened).closes
    assert due_rounds(fold(revised), RULES, datetime(2027, 4, 4, 10, tzinfo=UTC)) == ("2027-04-04T12:00",)


def test_a_round_that_is_due_and_has_not_opened_is_never_lost_by_revising_the_plan():
    moments_late = OPENING + timedelta(seconds=30)
    with pytest.raises(asked.RoundIsAboutToOpen):
        when(planned(), asked.RevisePlan(plan=plan(reminders=()), seen=plan()), moments_late)
    elsewhere = plan(begins=date(2027, 1, 18))
    left_out, revised = when(planned(), asked.RevisePlan(plan=elsewhere, seen=plan()), moments_late)[1:]
    assert (left_out.round, left_out.cause) == (FIRST, happened.Cause.REVISED)
    assert isinstance(revised, happened.PlanRevised)


def test_what_was_due_during_a_pause_is_left_out_because_of_the_pause_also_when_the_plan_is_revised():
    paused = when(planned(), asked.PauseCampaign(reason="Sommer"))
    left_out = when(paused, asked.RevisePlan(plan=plan(reminders=()), seen=plan()), OPENING)[-2]
    assert (left_out.round, left_out.cause) == (FIRST, happened.Cause.PAUSED)


def test_a_plan_that_somebody_else_has_revised_is_not_overwritten():
    revised = when(planned(), asked.RevisePlan(plan=plan(open_for=14), seen=plan()))
    with pytest.raises(asked.PlanHasMoved):
        when(revised, asked.RevisePlan(plan=plan(open_for=10), seen=plan()))


def test_a_group_gets_more_time_and_the_others_keep_theirs():
    opened = tick(planned(), OPENING)
    wanted = asked.PostponeClosing(measurement=GROUP, until=date(2027, 2, 8))
    state = fold(when(opened, wanted, OPENING + timedelta(days=20)))
    assert state.closes == {
        GROUP: datetime(2027, 2, 8, 7, tzinfo=UTC),
        OTHER: datetime(2027, 2, 1, 7, tzinfo=UTC),
    }
    assert turn.closings_due(state, datetime(2027, 2, 3, tzinfo=UTC)) == (OTHER,)


@pytest.mark.parametrize(
    ("until", "reason"),
    [(date(2027, 1, 30), "earlier"), (date(2027, 4, 12), "too_long"), (date(2027, 3, 2), "next_round")],
)
def test_more_time_is_neither_less_time_nor_the_next_rounds(until, reason):
    often = plan(rule="FREQ=MONTHLY", begins=date(2027, 1, 1))
    opening = datetime(2027, 1, 1, 7, tzinfo=UTC)
    usual = planned(), OPENING
    events, at = (planned(often), opening) if reason == "next_round" else usual
    wanted = asked.PostponeClosing(measurement=GROUP, until=until)
    with pytest.raises(asked.PostponedTooFar) as refused_for:
        when(tick(events, at), wanted, at + timedelta(days=20))
    assert refused_for.value.data["reason"] == reason


def test_time_that_is_over_is_not_lengthened():
    wanted = asked.PostponeClosing(measurement=GROUP, until=date(2027, 2, 8))
    with pytest.raises(asked.RoundIsOver):
        when(tick(planned(), OPENING), wanted, datetime(2027, 2, 1, 7, tzinfo=UTC))


def test_a_group_ends_once():
    opened = fold(tick(planned(), OPENING))
    ended = turn.ended(opened, GROUP, happened.Outcome.CLOSED, act(OPENING))
    assert len(ended) == 1
    over = fold(tick(planned(), OPENING) + ended)
    assert turn.ended(over, GROUP, happened.Outcome.NOT_COMPLETED, act(OPENING)) == ()
    assert turn.closings_due(over, OPENING + timedelta(days=99)) == (OTHER,)


def test_plans_that_cannot_be_kept_are_refused():
    refused(BeginsInThePast, plan(begins=date(2026, 12, 1), opens_at=time(13)))
    refused(RoundsWouldOverlap, plan(rule="FREQ=WEEKLY", open_for=8))
    refused(OpenForTooLong, plan(open_for=61))
    refused(RemindersOutsideTheRound, plan(reminders=(21,)))
    refused(NothingIsChosen, plan(selection=Listed(collaborations=())))
    refused(NothingIsChosen, plan(selection=OfThemes(themes=())))
    refused(BeginsOffTheRule, plan(rule="FREQ=WEEKLY;BYDAY=TU", open_for=3, reminders=()))
    refused(BeginsOffTheRule, plan(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"))
    with pytest.raises(TextIsMissing):
        asked.plan_campaign(None, asked.PlanCampaign(name=" ", plan=plan()), RULES, act(BEFORE))


def test_a_campaign_is_planned_once_however_often_it_is_sent():
    again = asked.PlanCampaign(name="Hvert kvartal", plan=plan())
    assert asked.plan_campaign(fold(planned()), again, RULES, act(BEFORE)) == ()


def test_reminders_are_kept_in_their_order():
    assert fold(planned(plan(reminders=(2, 7, 2)))).plan.reminders == (7, 2)


def test_what_is_to_come_can_be_told_in_advance():
    assert coming_rounds(fold(planned()), RULES, BEFORE, at_most=3) == (FIRST, SECOND, "2027-07-11T08:00")


def test_a_plan_without_a_rule_has_one_round():
    once = fold(planned(plan(rule=None)))
    assert coming_rounds(once, RULES, BEFORE, at_most=3) == (FIRST,)


def test_a_selection_takes_collaborations_by_theme_by_name_or_all():
    one, two = CollaborationId(UUID(int=1)), CollaborationId(UUID(int=2))
    there = [(one, Theme.HOUSING), (two, Theme.CULTURE)]
    assert chosen(AllOfThem(), there) == (one, two)
    assert chosen(OfThemes(themes=(Theme.CULTURE,)), there) == (two,)
    assert chosen(Listed(collaborations=(two, CollaborationId(UUID(int=3)))), there) == (two,)


def test_the_next_thing_to_do_by_itself_is_a_closing_or_an_opening_whichever_comes_first():
    opened = tick(planned(), OPENING)
    closing, second = OPENING + timedelta(days=21), datetime(2027, 4, 11, 6, tzinfo=UTC)
    assert turn.next_moment(fold(planned()), RULES, BEFORE) == OPENING
    assert turn.next_moment(fold(opened), RULES, OPENING) == closing
    over = opened
    for group in (GROUP, OTHER):
        over += turn.ended(fold(over), group, happened.Outcome.CLOSED, act(closing))
    assert turn.next_moment(fold(over), RULES, closing) == second
    cancelled = when(over, asked.CancelCampaign(reason="Vi slutter"), closing)
    assert turn.next_moment(fold(cancelled), RULES, closing) is None


def test_what_should_have_been_done_and_was_not_is_to_be_done_now():
    opened, late = tick(planned(), OPENING), OPENING + timedelta(days=30)
    assert turn.next_moment(fold(opened), RULES, late) == OPENING + timedelta(days=21)
