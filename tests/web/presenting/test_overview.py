"""Which collaborations need somebody now."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.action_plan.state import Action
from domain.action_plan.state import Status as ActionStatus
from domain.collaboration.state import Collaboration
from domain.ids import ActionId, CollaborationId, MeasurementId, QuestionId, SubjectId
from domain.measurement.state import Measurement, Status
from domain.modes import Mode
from domain.sectors import Sector
from domain.text import Clear
from domain.themes import Theme
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured, Summary
from services.web.presenting.overview import Card, Need, OpenActions, Quarter, by_need, cards, counted

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def collaboration(name: str) -> Found:
    state = Collaboration(name=name, theme=Theme.HOUSING, purpose=None, target_group=None)
    return Found(id=CollaborationId(uuid4()), formed_at=NOW - timedelta(days=400), state=state)


def measured(found: Found, days_ago: int) -> Measured:
    at = NOW - timedelta(days=days_ago)
    state = Measurement(
        collaboration=found.id,
        instrument="samson",
        instrument_version=0,
        instrument_sha256="",
        mode=Mode.TOGETHER,
        practice=False,
        status=Status.CLOSED,
        started_at=at,
        attendance={Sector.MUNICIPALITY: 1},
        place=None,
    )
    return Measured(id=MeasurementId(uuid4()), version=1, changed_at=at, state=state)


def under_way(found: Found, status: Status) -> Summary:
    return Summary(
        id=MeasurementId(uuid4()),
        collaboration=found.id,
        status=status,
        practice=False,
        started_at=NOW,
        closed_at=None,
        changed_at=NOW,
    )


def groups_of(found: list[Found], listed: list[Summary], latest: list[Measured]) -> dict[Need, list[Card]]:
    return {need: list(group) for need, group in by_need(cards(found, listed, latest, {}, NOW)).items()}


@pytest.mark.parametrize(("days_ago", "need"), [(0, Need.NOTHING), (92, Need.NOTHING), (93, Need.LONG_AGO)])
def test_after_a_quarter_it_is_time_to_measure_again(days_ago: int, need: Need) -> None:
    found = collaboration("Friskgården")
    assert list(groups_of([found], [], [measured(found, days_ago)])) == [need]


@pytest.mark.parametrize("status", [Status.OPEN, Status.PAUSED])
def test_a_measurement_that_is_not_over_comes_before_everything_else(status: Status) -> None:
    going, new = collaboration("A"), collaboration("B")
    groups = groups_of([new, going], [under_way(going, status)], [measured(going, 300)])
    assert list(groups) == [Need.UNDER_WAY, Need.NOT_MEASURED]
    assert groups[Need.UNDER_WAY][0].under_way is not None


@pytest.mark.parametrize("status", [Status.CLOSED, Status.VOIDED])
def test_a_measurement_that_is_over_does_not_keep_anybody_waiting(status: Status) -> None:
    found = collaboration("A")
    assert list(groups_of([found], [under_way(found, status)], [])) == [Need.NOT_MEASURED]


def test_within_a_group_they_stand_by_name_whatever_their_figures_or_dates() -> None:
    one, two, three = collaboration("Åpen hage"), collaboration("Bua"), collaboration("Ærlig talt")
    groups = groups_of([one, two, three], [], [measured(one, 100), measured(two, 300), measured(three, 200)])
    assert [card.name for card in groups[Need.LONG_AGO]] == ["Bua", "Ærlig talt", "Åpen hage"]


def test_a_correction_moves_no_measurement_to_another_quarter() -> None:
    found = collaboration("A")
    before = measured(found, 100)
    state = replace(before.state, first_closed_at=NOW - timedelta(days=99), closed_at=NOW)
    (card,) = cards([found], [], [replace(before, state=state)], {}, NOW)
    assert card.quarter == Quarter(2026, 3)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (None, OpenActions(1)),
        (-1, OpenActions(1, overdue=1)),
        (0, OpenActions(1, due=1)),
        (14, OpenActions(1, due=1)),
        (15, OpenActions(1)),
    ],
)
def test_an_action_is_due_until_its_day_is_over(days: int | None, told: OpenActions) -> None:
    found = collaboration("A")
    due = None if days is None else NOW.date() + timedelta(days=days)
    action = Action(
        id=ActionId(uuid4()),
        collaboration=found.id,
        measurement=MeasurementId(uuid4()),
        question=QuestionId("1-1"),
        text=Clear(SubjectId(uuid4()), "Møtes"),
        status=ActionStatus.AGREED if due else ActionStatus.SUGGESTED,
        due=due,
    )
    assert counted([action], NOW) == {found.id: told}
