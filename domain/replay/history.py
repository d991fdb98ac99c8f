"""The events of one measurement, and of the actions that concern it, as the steps of one history."""

from collections.abc import Iterator, Sequence

import msgspec

from domain.action_plan.events import ActionAgreed, ActionEvent, ActionJudged, ActionSuggested
from domain.action_plan.state import Action, ActionPlan
from domain.action_plan.state import evolve as evolve_plan
from domain.event import Event
from domain.ids import ActionId, MeasurementId
from domain.instrument.model import Instrument
from domain.measurement.events import MeasurementClosed
from domain.measurement.private_answers import spreads
from domain.measurement.state import Measurement, evolve
from domain.replay.movement import Moved, moved_by
from domain.scoring.profile import SCORING_VERSION, profile


class Logged(msgspec.Struct, frozen=True):
    """An event with its place in the workspace's log."""

    position: int
    event: Event


class Step(msgspec.Struct, frozen=True):
    """The measurement around one event. Steps are numbered from 1 in the order of the log.

    `version` is how many of the measurement's own events have happened by then; an action's event does not count.
    `action` is the action as it was before the event, where the event is one of an action.
    """

    number: int
    position: int
    version: int
    event: Event
    before: Measurement | None
    after: Measurement
    action: Action | None = None
    moved: tuple[Moved, ...] = ()


def replay(
    instrument: Instrument, which: MeasurementId, measurement: Sequence[Logged], plan: Sequence[Logged]
) -> tuple[Step, ...]:
    """One pass over both streams. Figures are reckoned where an event touched one, and the whole profile never."""
    concerning = list(_concerning(which, plan))
    actions = {logged.position: action for logged, action in concerning}
    steps: list[Step] = []
    state: Measurement | None = None
    version = 0
    for logged in sorted([*measurement, *(logged for logged, _ in concerning)], key=lambda one: one.position):
        before, event = state, logged.event
        if logged.position not in actions:
            state, version = evolve(state, event), version + 1
        if state is None:
            raise LookupError(f"{event.TOPIC} before the measurement was started")
        steps.append(
            Step(
                number=len(steps) + 1,
                position=logged.position,
                version=version,
                event=event,
                before=before,
                after=state,
                action=actions.get(logged.position),
                moved=moved_by(event, before, state, instrument),
            )
        )
    return tuple(steps)


def _concerning(which: MeasurementId, plan: Sequence[Logged]) -> Iterator[tuple[Logged, Action | None]]:
    """The events of an action from the one on that names the measurement, each with the action before it."""
    state, named = ActionPlan(), set[ActionId]()
    for logged in plan:
        event = logged.event
        before, state = state, evolve_plan(state, event)
        if isinstance(event, ActionSuggested | ActionAgreed | ActionJudged) and event.measurement == which:
            named.add(event.action)
        if isinstance(event, ActionEvent) and event.action in named:
            yield logged, before.actions.get(event.action)


def own_steps(steps: Sequence[Step]) -> list[Step]:
    """Those of the measurement's own events: the first has version 1, and each the next one."""
    first: dict[int, Step] = {}
    for step in steps:
        first.setdefault(step.version, step)
    return list(first.values())


def published_as_replayed(step: Step, instrument: Instrument) -> bool | None:
    """Whether a closing published the figures and spreads that its events give; `None` if it can't be asked.

    It can't of an event that is no closing, nor of figures by another version of the formulas.
    """
    if not isinstance(step.event, MeasurementClosed) or step.event.scoring_version != SCORING_VERSION:
        return None
    figures = profile(instrument, step.after.weights, step.after.answers)
    return step.event.figures == figures and step.event.spreads == spreads(step.after, instrument)
