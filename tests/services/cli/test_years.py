"""The made-up years are such as a group could have lived through."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from domain.action_plan import events as acting
from domain.action_plan.state import fold as fold_plan
from domain.collaboration.events import CollaborationFormed
from domain.collaboration.state import fold as fold_collaboration
from domain.event import Event
from domain.ids import SubjectId
from domain.measurement.events import MeasurementStarted
from domain.measurement.state import Measurement, Status, fold
from domain.scoring.profile import profile
from infra.eventlog.records import NewEvent
from infra.instruments import shipped_instruments
from services.cli.bench.years.course import A_QUARTER, Course

BEGUN, QUARTERS = datetime(2024, 1, 2, tzinfo=UTC), 12
PEOPLE = tuple(SubjectId(UUID(int=number)) for number in range(10))
INSTRUMENT = shipped_instruments().newest()


def lived(seed: int) -> Iterator[NewEvent]:
    course = Course(Random(seed), seed, PEOPLE, INSTRUMENT)
    yield from course.formed(PEOPLE[1], BEGUN)
    for number in range(QUARTERS):
        yield from course.quarter(number, PEOPLE[1], BEGUN + A_QUARTER * number, last=number == QUARTERS - 1)


def streams(seed: int) -> list[list[Event]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    for new in lived(seed):
        found[new.originator_id].append(new.event)
        assert new.originator_version == len(found[new.originator_id])
    return list(found.values())


def measurements(seed: int) -> list[Measurement]:
    folded = (fold(events) for events in streams(seed) if isinstance(events[0], MeasurementStarted))
    return [state for state in folded if state is not None]


@pytest.mark.parametrize("seed", range(3))
def test_every_stream_can_be_folded_and_lies_within_its_years(seed: int) -> None:
    for events in streams(seed):
        match events[0]:
            case CollaborationFormed():
                assert fold_collaboration(events) is not None
            case acting.ActionSuggested():
                assert fold_plan(events).actions
            case _:
                assert fold(events) is not None
        assert all(BEGUN <= event.at < BEGUN + A_QUARTER * QUARTERS for event in events)


def test_figures_are_those_that_the_answers_make() -> None:
    closed = [state for state in measurements(1) if state.status is Status.CLOSED]
    assert len(closed) > QUARTERS / 2
    for state in closed:
        assert state.figures == profile(INSTRUMENT[0], state.weights, state.answers)


def test_the_same_seed_makes_the_same_years_and_another_one_others() -> None:
    assert list(lived(1)) == list(lived(1)) != list(lived(2))


def test_years_have_gaps() -> None:
    assert any(len(measurements(seed)) < QUARTERS for seed in range(3))
