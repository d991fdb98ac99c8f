"""A campaign as its events have made it. Folding never refuses and never reads a clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from domain.campaign import events as happened
from domain.event import Event
from domain.ids import CollaborationId, MeasurementId, RoundId, SubjectId
from domain.planning.plan import Plan
from domain.text import Text

Item = TypeVar("Item")


class Standing(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class OpenedRound(msgspec.Struct, frozen=True):
    """`at` is when it opened."""

    due_at: datetime
    at: datetime


class Part(msgspec.Struct, frozen=True):
    """A collaboration's part of a round."""

    round: RoundId
    collaboration: CollaborationId


class Campaign(msgspec.Struct, frozen=True):
    """`in_force_since`: nothing that was due before opens by this plan. `on_behalf_of` is who planned it last.

    A measurement without an outcome is open, or waits to be ended.
    """

    name: str
    plan: Plan
    in_force_since: datetime
    on_behalf_of: SubjectId
    standing: Standing = Standing.RUNNING
    standing_reason: Text | None = None
    opened: Mapping[RoundId, OpenedRound] = {}
    skipped: Mapping[RoundId, happened.Cause] = {}
    skip_reasons: Mapping[RoundId, Text] = {}
    parts: Mapping[MeasurementId, Part] = {}
    closes: Mapping[MeasurementId, datetime] = {}
    outcomes: Mapping[MeasurementId, happened.Outcome] = {}

    def is_decided(self, round_: RoundId) -> bool:
        """Opened or left out: for good, but that an intended skip can be lifted until the round is due."""
        return round_ in self.opened or round_ in self.skipped

    @property
    def newest_opened(self) -> RoundId | None:
        return max(self.opened, default=None)

    @property
    def unended(self) -> Mapping[MeasurementId, datetime]:
        """When what is under way closes."""
        return {one: at for one, at in self.closes.items() if one not in self.outcomes}


def evolve(state: Campaign | None, event: Event) -> Campaign:
    """The campaign after `event`. `None` is the time before it was planned."""
    if isinstance(event, happened.CampaignPlanned):
        return Campaign(name=event.name, plan=event.plan, in_force_since=event.at, on_behalf_of=event.by)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the campaign was planned")
    match event:
        case happened.CampaignRenamed():
            return replace(state, name=event.name)
        case happened.PlanRevised():
            return replace(state, plan=event.plan, in_force_since=event.at, on_behalf_of=event.by)
        case happened.RoundSkipped():
            reasons = _without(state.skip_reasons, event.round)
            if event.reason is not None:
                reasons = {**reasons, event.round: event.reason}
            return replace(state, skipped={**state.skipped, event.round: event.cause}, skip_reasons=reasons)
        case happened.SkipLifted():
            return replace(
                state,
                skipped=_without(state.skipped, event.round),
                skip_reasons=_without(state.skip_reasons, event.round),
            )
        case happened.RoundOpened():
            opened = OpenedRound(due_at=event.due_at, at=event.at)
            return replace(state, opened={**state.opened, event.round: opened})
        case happened.MeasurementOpened():
            part = Part(round=event.round, collaboration=event.collaboration)
            return replace(
                state,
                parts={**state.parts, event.measurement: part},
                closes={**state.closes, event.measurement: event.closes_at},
            )
        case happened.ClosingPostponed():
            return replace(state, closes={**state.closes, event.measurement: event.closes_at})
        case happened.MeasurementEnded():
            return replace(state, outcomes={**state.outcomes, event.measurement: event.outcome})
        case happened.LetterWorded():
            # What letters say is folded in `own_words`, as far as it had come when a letter was asked for.
            return state
        case happened.CampaignPaused():
            return replace(state, standing=Standing.PAUSED, standing_reason=event.reason)
        case happened.CampaignResumed():
            return replace(state, standing=Standing.RUNNING, standing_reason=None)
        case happened.CampaignCancelled():
            return replace(state, standing=Standing.CANCELLED, standing_reason=event.reason)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a campaign")


def fold(events: Iterable[Event]) -> Campaign | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state


def _without(entries: Mapping[RoundId, Item], round_: RoundId) -> Mapping[RoundId, Item]:
    return {name: entry for name, entry in entries.items() if name != round_}
