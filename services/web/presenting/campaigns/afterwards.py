"""What became of a group's measurement after the outcome that its round has noted. That outcome stays as it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.campaign.events import Outcome
from domain.campaign.state import Campaign
from domain.ids import CollaborationId, MeasurementId
from domain.measurement.state import Status
from projections.measurements.queries import Course, Measured


class Since(StrEnum):
    UNDER_WAY = "under_way"
    """Opened again."""
    CLOSED = "closed"
    """Opened again, and closed anew."""
    VOIDED = "voided"


class Afterwards(msgspec.Struct, frozen=True):
    """`at`: when it was closed anew, with so many answers that were adopted without talk."""

    since: Since
    at: datetime | None = None
    adopted: int = 0


def ended_parts(state: Campaign, visible: Iterable[CollaborationId]) -> list[MeasurementId]:
    """Those with an outcome that the reader may see."""
    seen = set(visible)
    return [one for one in state.outcomes if state.parts[one].collaboration in seen]


def changed_since(
    outcomes: Mapping[MeasurementId, Outcome], courses: Mapping[MeasurementId, Course]
) -> dict[MeasurementId, Since]:
    """Of those whose course says something else by now. What the read model does not show is as it was."""
    found = {one: _since(outcomes[one], course) for one, course in courses.items()}
    return {one: since for one, since in found.items() if since is not None}


def told_afterwards(
    changed: Mapping[MeasurementId, Since], closed: Mapping[MeasurementId, Measured]
) -> dict[MeasurementId, Afterwards]:
    """`closed`: the measurements that were closed anew, whole."""
    return {
        one: Afterwards(since, closed[one].state.closed_at, len(closed[one].state.adopted))
        if one in closed
        else Afterwards(since)
        for one, since in changed.items()
    }


def _since(outcome: Outcome, course: Course) -> Since | None:
    match course.status:
        case Status.OPEN | Status.PAUSED:
            return Since.UNDER_WAY
        case Status.VOIDED if outcome is not Outcome.VOIDED:
            return Since.VOIDED
        case Status.CLOSED if outcome is Outcome.NOT_COMPLETED or course.was_closed_anew:
            return Since.CLOSED
        case _:
            return None
