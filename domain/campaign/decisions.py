"""What can be asked of a campaign, and what it answers. What it does by itself is in `turn`."""

from datetime import date, datetime
from typing import Final, assert_never

import msgspec

from domain.campaign import events as happened
from domain.campaign.calendar import coming_rounds, due_rounds
from domain.campaign.state import Campaign, Standing
from domain.civil_time import civil_of, days_later, moment_of
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import CampaignId, MeasurementId, RoundId, SubjectId
from domain.planning.plan import Plan, planned_at
from domain.planning.recurrence import Recurrence, is_planned
from domain.planning.soundness import LONGEST_OPEN, LOOKED_AHEAD, new_plan, sound
from domain.text import clear, written

LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 500


class PlanCampaign(msgspec.Struct, frozen=True, tag=True):
    name: str
    plan: Plan


class RenameCampaign(msgspec.Struct, frozen=True, tag=True):
    name: str


class RevisePlan(msgspec.Struct, frozen=True, tag=True):
    """`seen` is the plan that the page showed."""

    plan: Plan
    seen: Plan


class SkipRound(msgspec.Struct, frozen=True, tag=True):
    round: RoundId
    reason: str


class LiftSkip(msgspec.Struct, frozen=True, tag=True):
    round: RoundId


class PauseCampaign(msgspec.Struct, frozen=True, tag=True):
    reason: str


class ResumeCampaign(msgspec.Struct, frozen=True, tag=True):
    pass


class CancelCampaign(msgspec.Struct, frozen=True, tag=True):
    reason: str


class PostponeClosing(msgspec.Struct, frozen=True, tag=True):
    """To the same hour of a later day."""

    measurement: MeasurementId
    until: date


Command = (
    RenameCampaign
    | RevisePlan
    | SkipRound
    | LiftSkip
    | PauseCampaign
    | ResumeCampaign
    | CancelCampaign
    | PostponeClosing
)


class PlanHasMoved(DomainError):
    """Somebody else revised the plan after the page was shown. Nothing is written."""

    code = "plan_has_moved"


class RoundIsAboutToOpen(DomainError):
    """It is due and has not opened yet, and the revised plan has it too: a plan in force from now on would lose it."""

    code = "round_is_about_to_open"


class RoundIsNotPlanned(DomainError):
    """The plan has no such round, or it is due already."""

    code = "round_is_not_planned"


class CampaignIsCancelled(DomainError):
    code = "campaign_is_cancelled"


class RoundIsOver(DomainError):
    """Its time was over, or the group has closed its measurement."""

    code = "round_is_over"


class PostponedTooFar(DomainError):
    """Not later than now planned, later than the next round is due, or longer than any round is open."""

    code = "postponed_too_far"


def plan_campaign(state: Campaign | None, command: PlanCampaign, recurrence: Recurrence, act: Act) -> tuple[Event, ...]:
    """Nothing for a campaign that is planned already."""
    if state is not None:
        return ()
    plan = new_plan(command.plan, recurrence, act)
    return (happened.CampaignPlanned(at=act.at, by=act.by, name=written(command.name, LONGEST_NAME), plan=plan),)


def decide(
    campaign: CampaignId, state: Campaign, command: Command, recurrence: Recurrence, act: Act
) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is."""
    match command:
        case PostponeClosing():
            return _postpone(state, command, recurrence, act)
        case CancelCampaign():
            if state.standing is Standing.CANCELLED:
                return ()
            reason = clear(SubjectId(campaign), command.reason, LONGEST_REASON)
            return (happened.CampaignCancelled(at=act.at, by=act.by, reason=reason),)
        case _ if state.standing is Standing.CANCELLED:
            raise CampaignIsCancelled
        case RenameCampaign():
            name = written(command.name, LONGEST_NAME)
            return () if name == state.name else (happened.CampaignRenamed(at=act.at, by=act.by, name=name),)
        case RevisePlan():
            return _revise(state, command, recurrence, act)
        case SkipRound() | LiftSkip():
            return _skip_or_not(campaign, state, command, recurrence, act)
        case PauseCampaign():
            if state.standing is Standing.PAUSED:
                return ()
            reason = clear(SubjectId(campaign), command.reason, LONGEST_REASON)
            return (happened.CampaignPaused(at=act.at, by=act.by, reason=reason),)
        case ResumeCampaign():
            if state.standing is Standing.RUNNING:
                return ()
            return (happened.CampaignResumed(at=act.at, by=act.by),)
        case _:
            assert_never(command)


def _revise(state: Campaign, command: RevisePlan, recurrence: Recurrence, act: Act) -> tuple[Event, ...]:
    plan = sound(command.plan, recurrence)
    if plan == state.plan:
        return ()
    if command.seen != state.plan:
        raise PlanHasMoved
    waiting = _left_without(state, plan, recurrence, act)
    return (*waiting, happened.PlanRevised(at=act.at, by=act.by, plan=plan))


def _left_without(state: Campaign, plan: Plan, recurrence: Recurrence, act: Act) -> tuple[Event, ...]:
    """What was due by the plan before and has not opened: never lost without a word.

    Raises `RoundIsAboutToOpen` where the new plan has it too.
    """
    waiting = due_rounds(state, recurrence, act.at)
    cause = happened.Cause.REVISED
    if state.standing is Standing.PAUSED:
        cause = happened.Cause.PAUSED
    elif kept := [one for one in waiting if is_planned(plan, recurrence, one)]:
        raise RoundIsAboutToOpen(due=moment_of(planned_at(kept[-1])))
    return tuple(happened.RoundSkipped(at=act.at, by=act.by, round=one, cause=cause) for one in waiting)


def _skip_or_not(
    campaign: CampaignId, state: Campaign, command: SkipRound | LiftSkip, recurrence: Recurrence, act: Act
) -> tuple[Event, ...]:
    is_due = moment_of(planned_at(command.round)) <= act.at
    if is_due or not is_planned(state.plan, recurrence, command.round):
        raise RoundIsNotPlanned
    is_skipped = command.round in state.skipped
    if isinstance(command, LiftSkip):
        return (happened.SkipLifted(at=act.at, by=act.by, round=command.round),) if is_skipped else ()
    if is_skipped:
        return ()
    reason = clear(SubjectId(campaign), command.reason, LONGEST_REASON)
    cause = happened.Cause.PLANNED
    return (happened.RoundSkipped(at=act.at, by=act.by, round=command.round, cause=cause, reason=reason),)


def _postpone(state: Campaign, command: PostponeClosing, recurrence: Recurrence, act: Act) -> tuple[Event, ...]:
    """Not beyond the next round: it would have to wait for this one group."""
    current = state.closes.get(command.measurement)
    if current is None:
        raise RoundIsNotPlanned
    if command.measurement in state.outcomes or current <= act.at:
        raise RoundIsOver
    closes_at = moment_of(datetime.combine(command.until, civil_of(current).time()))
    if closes_at == current:
        return ()
    if closes_at < current:
        raise PostponedTooFar(reason="earlier")
    if closes_at > days_later(current, LONGEST_OPEN):
        raise PostponedTooFar(reason="too_long", longest=LONGEST_OPEN)
    coming = (one for one in coming_rounds(state, recurrence, act.at, LOOKED_AHEAD) if one not in state.skipped)
    following = next(coming, None)
    if following is not None and closes_at > (latest := moment_of(planned_at(following))):
        raise PostponedTooFar(reason="next_round", next=latest)
    return (happened.ClosingPostponed(at=act.at, by=act.by, measurement=command.measurement, closes_at=closes_at),)
