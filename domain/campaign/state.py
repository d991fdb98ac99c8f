"""A campaign as its events have made it. Folding never refuses and never reads a clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.campaign import events as happened
from domain.campaign.plan import Plan
from domain.event import Event
from domain.ids import CollaborationId, MeasurementId, RoundId, SubjectId
from domain.text import Text


class Standing(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Part(msgspec.Struct, frozen=True):
    """A collaboration's part of a round."""

    collaboration: CollaborationId
    closes_at: datetime
    outcome: happened.Outcome | None = None
    """`None` as long as it is open."""


class OpenedRound(msgspec.Struct, frozen=True):
    due_at: datetime
    opened_at: datetime
    closes_at: datetime
    parts: Mapping[MeasurementId, Part]

    @property
    def is_over(self) -> bool:
        return all(part.outcome is not None for part in self.parts.values())


class SkippedRound(msgspec.Struct, frozen=True):
    cause: happened.Cause
    reason: Text | None


class Campaign(msgspec.Struct, frozen=True):
    """`in_force_since`: nothing that was due before opens by this plan. `on_behalf_of` is who planned it last."""

    name: str
    plan: Plan
    in_force_since: datetime
    on_behalf_of: SubjectId
    standing: Standing = Standing.RUNNING
    standing_reason: Text | None = None
    opened: Mapping[RoundId, OpenedRound] = {}
    skipped: Mapping[RoundId, SkippedRound] = {}

    def is_decided(self, round_: RoundId) -> bool:
        """Opened or left out: for good, but that an intended skip can be lifted until the round is due."""
        return round_ in self.opened or round_ in self.skipped

    @property
    def newest_opened(self) -> RoundId | None:
        return max(self.opened, default=None)

    @property
    def open_rounds(self) -> Mapping[RoundId, OpenedRound]:
        return {name: one for name, one in self.opened.items() if not one.is_over}


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
            skipped = SkippedRound(cause=event.cause, reason=event.reason)
            return replace(state, skipped={**state.skipped, event.round: skipped})
        case happened.SkipLifted():
            return replace(state, skipped={name: one for name, one in state.skipped.items() if name != event.round})
        case happened.RoundOpened():
            return replace(state, opened={**state.opened, event.round: _opened(event)})
        case happened.ClosingPostponed():
            return _with_part(state, event.round, event.measurement, closes_at=event.closes_at)
        case happened.MeasurementEnded():
            return _with_part(state, event.round, event.measurement, outcome=event.outcome)
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


def _opened(event: happened.RoundOpened) -> OpenedRound:
    return OpenedRound(
        due_at=event.due_at,
        opened_at=event.at,
        closes_at=event.closes_at,
        parts={
            one.measurement: Part(collaboration=one.collaboration, closes_at=event.closes_at)
            for one in event.measurements
        },
    )


def _with_part(
    state: Campaign, round_: RoundId, measurement: MeasurementId, **moved: datetime | happened.Outcome
) -> Campaign:
    current = state.opened[round_]
    parts = {**current.parts, measurement: replace(current.parts[measurement], **moved)}
    return replace(state, opened={**state.opened, round_: replace(current, parts=parts)})
