"""What can be asked of an action plan, and what it answers."""

from datetime import date
from typing import assert_never

import msgspec

from domain.action_plan import events as happened
from domain.action_plan.state import Action, ActionPlan, Status
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId, SubjectId
from domain.text import clear

LONGEST_ACTION = 500


class SuggestAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId
    collaboration: CollaborationId
    measurement: MeasurementId
    question: QuestionId
    text: str


class RewordAction(msgspec.Struct, frozen=True, tag=True):
    """`seen` is the revision that the page showed."""

    action: ActionId
    text: str
    seen: int


class WithdrawSuggestion(msgspec.Struct, frozen=True, tag=True):
    action: ActionId


class PlaceAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId
    cell: happened.Cell | None
    phase: happened.Phase | None


class AgreeAction(msgspec.Struct, frozen=True, tag=True):
    """Chooses a suggestion, or gives a chosen one another owner or date."""

    action: ActionId
    measurement: MeasurementId
    owner: PartnerId | None
    due: date | None


class WithdrawAgreement(msgspec.Struct, frozen=True, tag=True):
    action: ActionId


class StartAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId


class FinishAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId


class DropAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId
    reason: str


class TakeUpAction(msgspec.Struct, frozen=True, tag=True):
    action: ActionId


class Agreed(msgspec.Struct, frozen=True):
    """Who has taken an action on, and until when."""

    owner: PartnerId | None
    due: date | None


class ReviseAgreement(msgspec.Struct, frozen=True, tag=True):
    """Another owner or date for what the group has chosen. `seen` is what the page showed."""

    action: ActionId
    agreed: Agreed
    seen: Agreed


class MoveAction(msgspec.Struct, frozen=True, tag=True):
    """As `PlaceAction`, held against the place that the page showed."""

    action: ActionId
    cell: happened.Cell | None
    phase: happened.Phase | None
    seen_cell: happened.Cell | None
    seen_phase: happened.Phase | None


class JudgeAction(msgspec.Struct, frozen=True, tag=True):
    """What the group says in a measurement; none takes back what it said. `seen` is how many `judgings` were shown."""

    action: ActionId
    measurement: MeasurementId
    verdict: happened.Verdict | None
    words: str
    seen: int


Command = (
    SuggestAction
    | RewordAction
    | WithdrawSuggestion
    | PlaceAction
    | AgreeAction
    | WithdrawAgreement
    | StartAction
    | FinishAction
    | DropAction
    | TakeUpAction
    | ReviseAgreement
    | MoveAction
    | JudgeAction
)


class UnknownAction(DomainError):
    """There is no such action, or it was withdrawn."""

    code = "unknown_action"


class ActionHasMoved(DomainError):
    """Somebody else reworded the action, or took it on, after the page was shown. Nothing is written."""

    code = "action_has_moved"


class ActionIsNotAgreed(DomainError):
    """Only what the group has chosen has somebody who answers for it. It is chosen in a measurement."""

    code = "action_is_not_agreed"


class VerdictIsMissing(DomainError):
    """Words on whether it helped, and nothing said of that."""

    code = "verdict_is_missing"


class ActionIsOver(DomainError):
    """What is done or dropped takes no more changes."""

    code = "action_is_over"


def decide(state: ActionPlan, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is."""
    if isinstance(command, SuggestAction):
        return _suggest(state, command, act)
    action = state.actions.get(command.action)
    if action is None:
        raise UnknownAction(action=command.action)
    match command:
        case RewordAction():
            return _reword(action, command, act)
        case WithdrawSuggestion():
            if action.status is not Status.SUGGESTED:
                raise ActionHasMoved(status=action.status)
            return (happened.SuggestionWithdrawn(at=act.at, by=act.by, action=action.id),)
        case PlaceAction() | MoveAction():
            return _place(action, command, act)
        case AgreeAction():
            return _agree(_not_over(action), command, act)
        case ReviseAgreement():
            return _revise(_not_over(action), command, act)
        case TakeUpAction():
            return (happened.ActionTakenUp(at=act.at, by=act.by, action=action.id),) if action.is_over else ()
        case JudgeAction():
            return _judge(action, command, act)
        case _:
            return _move_on(_not_over(action), command, act)


def _move_on(
    action: Action, command: WithdrawAgreement | StartAction | FinishAction | DropAction, act: Act
) -> tuple[Event, ...]:
    match command:
        case WithdrawAgreement():
            if action.status is Status.SUGGESTED:
                return ()
            return (happened.AgreementWithdrawn(at=act.at, by=act.by, action=action.id),)
        case StartAction():
            if action.status is Status.STARTED:
                return ()
            return (happened.ActionStarted(at=act.at, by=act.by, action=action.id),)
        case FinishAction():
            return (happened.ActionDone(at=act.at, by=act.by, action=action.id),)
        case DropAction():
            reason = clear(SubjectId(action.measurement), command.reason, LONGEST_ACTION)
            return (happened.ActionDropped(at=act.at, by=act.by, action=action.id, reason=reason),)
        case _:
            assert_never(command)


def _suggest(state: ActionPlan, command: SuggestAction, act: Act) -> tuple[Event, ...]:
    if command.action in state.actions:
        return ()
    return (
        happened.ActionSuggested(
            at=act.at,
            by=act.by,
            action=command.action,
            collaboration=command.collaboration,
            measurement=command.measurement,
            question=command.question,
            text=clear(SubjectId(command.measurement), command.text, LONGEST_ACTION),
        ),
    )


def _reword(action: Action, command: RewordAction, act: Act) -> tuple[Event, ...]:
    if _not_over(action).revision != command.seen:
        raise ActionHasMoved(status=action.status)
    text = clear(SubjectId(action.measurement), command.text, LONGEST_ACTION)
    return (happened.ActionReworded(at=act.at, by=act.by, action=action.id, text=text),)


def _agree(action: Action, command: AgreeAction, act: Act) -> tuple[Event, ...]:
    if action.status is Status.SUGGESTED:
        return (
            happened.ActionAgreed(
                at=act.at,
                by=act.by,
                action=action.id,
                measurement=command.measurement,
                owner=command.owner,
                due=command.due,
            ),
        )
    if (action.owner, action.due) == (command.owner, command.due):
        return ()
    return (happened.AgreementRevised(at=act.at, by=act.by, action=action.id, owner=command.owner, due=command.due),)


def _revise(action: Action, command: ReviseAgreement, act: Act) -> tuple[Event, ...]:
    if action.status is Status.SUGGESTED:
        raise ActionIsNotAgreed
    stands, wanted = Agreed(action.owner, action.due), command.agreed
    if stands == wanted:
        return ()
    if stands != command.seen:
        raise ActionHasMoved(status=action.status)
    return (happened.AgreementRevised(at=act.at, by=act.by, action=action.id, owner=wanted.owner, due=wanted.due),)


def _place(action: Action, command: PlaceAction | MoveAction, act: Act) -> tuple[Event, ...]:
    stands = (action.cell, action.phase)
    if stands == (command.cell, command.phase):
        return ()
    if isinstance(command, MoveAction) and stands != (command.seen_cell, command.seen_phase):
        raise ActionHasMoved(status=action.status)
    return (happened.ActionPlaced(at=act.at, by=act.by, action=action.id, cell=command.cell, phase=command.phase),)


def _judge(action: Action, command: JudgeAction, act: Act) -> tuple[Event, ...]:
    """What was never chosen nor begun is not judged, and of what is gone, nothing is."""
    if action.status is Status.SUGGESTED:
        raise ActionIsNotAgreed
    if action.judgings != command.seen:
        raise ActionHasMoved(status=action.status)
    said = action.verdicts.get(command.measurement)
    if command.verdict is None and command.words.strip():
        raise VerdictIsMissing(action=action.id)
    if command.verdict is None:
        if said is None:
            return ()
        return (happened.VerdictWithdrawn(at=act.at, by=act.by, action=action.id, measurement=command.measurement),)
    words = clear(SubjectId(command.measurement), command.words) if command.words.strip() else None
    kind = happened.ActionJudged if said is None else happened.VerdictRevised
    return (
        kind(
            at=act.at,
            by=act.by,
            action=action.id,
            measurement=command.measurement,
            verdict=command.verdict,
            words=words,
        ),
    )


def _not_over(action: Action) -> Action:
    if action.is_over:
        raise ActionIsOver(status=action.status)
    return action
