from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.campaign.events import Outcome
from domain.ids import CollaborationId, MeasurementId, QuestionId
from domain.measurement.state import Measurement, Status
from domain.modes import Mode
from projections.measurements.queries import Course, Measured
from services.web.presenting.campaigns.afterwards import Afterwards, Since, changed_since, told_afterwards

ONE = MeasurementId(UUID(int=1))
CLOSED, ANEW = datetime(2027, 2, 1, 9, tzinfo=UTC), datetime(2027, 2, 3, 9, tzinfo=UTC)


def measured(**state: Any) -> Measured:
    begun = Measurement(
        collaboration=CollaborationId(UUID(int=2)),
        instrument="samson",
        instrument_version=1,
        instrument_sha256="",
        mode=Mode.EACH_THEN_TOGETHER,
        practice=False,
        status=Status.CLOSED,
        started_at=CLOSED - timedelta(days=21),
        attendance={},
        place=None,
        **state,
    )
    return Measured(ONE, 1, ANEW, begun)


@pytest.mark.parametrize(
    ("outcome", "course", "since"),
    [
        (Outcome.CLOSED, Course(Status.CLOSED, CLOSED, CLOSED), None),
        (Outcome.NOT_COMPLETED, Course(Status.NOT_COMPLETED, CLOSED, None), None),
        (Outcome.VOIDED, Course(Status.VOIDED, None, None), None),
        (Outcome.CLOSED, Course(Status.OPEN, None, CLOSED), Since.UNDER_WAY),
        (Outcome.NOT_COMPLETED, Course(Status.PAUSED, None, None), Since.UNDER_WAY),
        (Outcome.CLOSED, Course(Status.CLOSED, ANEW, CLOSED), Since.CLOSED),
        (Outcome.NOT_COMPLETED, Course(Status.CLOSED, ANEW, ANEW), Since.CLOSED),
        (Outcome.CLOSED, Course(Status.VOIDED, CLOSED, CLOSED), Since.VOIDED),
        (Outcome.NOT_COMPLETED, Course(Status.VOIDED, CLOSED, None), Since.VOIDED),
    ],
)
def test_only_what_says_something_else_than_the_round_is_told(
    outcome: Outcome, course: Course, since: Since | None
) -> None:
    assert changed_since({ONE: outcome}, {ONE: course}) == ({ONE: since} if since else {})


def test_medians_that_were_adopted_are_counted_where_it_was_closed_anew() -> None:
    adopted = {QuestionId("1-1"): ANEW, QuestionId("1-2"): ANEW}
    closed = {ONE: measured(closed_at=ANEW, adopted=adopted)}
    assert told_afterwards({ONE: Since.CLOSED}, closed) == {ONE: Afterwards(Since.CLOSED, ANEW, 2)}
    assert told_afterwards({ONE: Since.UNDER_WAY}, {}) == {ONE: Afterwards(Since.UNDER_WAY)}
