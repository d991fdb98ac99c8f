"""The rounds that have been, and the one that is open: what became of each group, in the groups' own order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.campaign.events import Cause, Outcome
from domain.campaign.state import Campaign
from domain.civil_time import moment_of
from domain.ids import CollaborationId, MeasurementId, RoundId
from domain.planning.plan import planned_at
from domain.text import Text
from infra.translation.writing import day_of
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured
from services.application.campaigns.answering import Progress as Alone
from services.web.presenting.campaigns.afterwards import Afterwards
from services.web.presenting.roster import norwegian_order


class Progress(msgspec.Struct, frozen=True):
    """How far a group has come: how many questions it has agreed on.

    `alone` is how far its people are with answering alone; `None` where nobody is invited, or it is not the reader's.
    """

    agreed: int
    questions: int
    alone: Alone | None


class Group(msgspec.Struct, frozen=True):
    """One collaboration's part of a round. Without an outcome it is open, or its time `is_over` and it waits to end.

    `afterwards` is what became of it after its outcome was noted, where that is something else.
    """

    collaboration: CollaborationId
    name: str
    measurement: MeasurementId
    closes_at: datetime
    outcome: Outcome | None
    is_over: bool
    progress: Progress | None
    afterwards: Afterwards | None


class Opened(msgspec.Struct, frozen=True):
    """A round that opened, at `at`; `is_late` where it was due on another day than that."""

    id: RoundId
    due_at: datetime
    at: datetime
    is_late: bool
    groups: tuple[Group, ...]

    @property
    def is_open(self) -> bool:
        return any(group.outcome is None for group in self.groups)

    def count(self, outcome: Outcome) -> int:
        return sum(group.outcome == outcome for group in self.groups)

    @property
    def changed(self) -> int:
        """How many groups' measurements have changed since."""
        return sum(group.afterwards is not None for group in self.groups)


class LeftOut(msgspec.Struct, frozen=True):
    id: RoundId
    due_at: datetime
    cause: Cause
    reason: Text | None


class Told(msgspec.Struct, frozen=True):
    """What there is to tell of groups: of those that have not ended, and of those that went on afterwards."""

    progress: Mapping[MeasurementId, Progress]
    afterwards: Mapping[MeasurementId, Afterwards]


def opened_rounds(state: Campaign, visible: Sequence[Found], told: Told, now: datetime) -> list[Opened]:
    """Newest first, with the groups that the reader may see, by name."""
    names = {one.id: one.state.name for one in visible}
    return [
        Opened(
            id=round_,
            due_at=opened.due_at,
            at=opened.at,
            is_late=day_of(opened.at) != day_of(opened.due_at),
            groups=_groups(state, round_, names, told, now=now),
        )
        for round_, opened in sorted(state.opened.items(), reverse=True)
    ]


def left_out(state: Campaign, now: datetime) -> list[LeftOut]:
    """What was due by now and never opened, newest first."""
    return [
        LeftOut(id=round_, due_at=due_at, cause=cause, reason=state.skip_reasons.get(round_))
        for round_, cause in sorted(state.skipped.items(), reverse=True)
        if (due_at := moment_of(planned_at(round_))) <= now
    ]


def progress_of(
    measured: Mapping[MeasurementId, Measured], questions: Mapping[str, int], alone: Mapping[MeasurementId, Alone]
) -> dict[MeasurementId, Progress]:
    """What there is to tell of groups that have not ended. `questions`: how many each instrument asks, by its hash."""
    return {
        one: Progress(
            agreed=len(found.state.answers),
            questions=questions[found.state.instrument_sha256],
            alone=alone.get(one),
        )
        for one, found in measured.items()
    }


def _groups(
    state: Campaign,
    round_: RoundId,
    names: Mapping[CollaborationId, str],
    told: Told,
    *,
    now: datetime,
) -> tuple[Group, ...]:
    parts = [(one, part) for one, part in state.parts.items() if part.round == round_ and part.collaboration in names]
    groups = [
        Group(
            collaboration=part.collaboration,
            name=names[part.collaboration],
            measurement=one,
            closes_at=state.closes[one],
            outcome=state.outcomes.get(one),
            is_over=state.closes[one] <= now,
            progress=told.progress.get(one),
            afterwards=told.afterwards.get(one),
        )
        for one, part in parts
    ]
    return tuple(sorted(groups, key=lambda group: (norwegian_order(group.name), group.measurement)))
