from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from builders import BJORN, COLLABORATION, MEASUREMENT, NOON, instrument

from domain.event import Act
from domain.ids import MeasurementId
from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.sectors import Sector
from projections.measurements.queries import Measured
from services.reports.figures import (
    as_score,
    before,
    field_figures,
    figures_of,
    focus_list,
)

INSTRUMENT = instrument()
WEIGHTS = {"openness-1": 8, "openness-2": 8, "democracy-1": 6, "democracy-2": 6, "democracy-3": 6}


def measured(number=1, day=0, *, practice=False, close=False, sha256="hash", **answers):
    """A measurement begun `day` days after the first, with answers such as `a1_2=4`."""
    act = Act(by=BJORN, at=NOON + timedelta(days=day))
    begin = asked.StartMeasurement(
        collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=practice, attendance={Sector.CITIZENS: 2}
    )
    events = start(MEASUREMENT, begin, INSTRUMENT, sha256, act)
    commands = [asked.WeighValue(ambition=key, weight=weight, seen=None) for key, weight in WEIGHTS.items()]
    commands += [
        asked.AnswerQuestion(question=key[1:].replace("_", "-"), answer=answer, seen=None)
        for key, answer in answers.items()
    ]
    for command in [*commands, *([asked.CloseMeasurement()] if close else [])]:
        events += decide(MEASUREMENT, fold(events), command, INSTRUMENT, act)
    return Measured(id=MeasurementId(UUID(int=number)), version=len(events), changed_at=act.at, state=fold(events))


def test_an_open_measurement_is_figured_from_its_answers_and_a_closed_one_stays_as_published():
    open_one = measured(a1_1=4, a1_2=8)
    assert field_figures(figures_of(open_one.state, INSTRUMENT), "equality").score == 6
    closed = measured(close=True, a1_1=4, a1_2=8).state
    assert figures_of(closed, INSTRUMENT) is closed.figures


def test_a_measurement_is_compared_with_the_last_one_begun_before_it():
    first, second, third = (measured(number, day=number, close=True, a1_1=4) for number in (1, 2, 3))
    series = [first, second, third]
    assert before(third, series) is second
    assert before(first, series) is None


def test_a_practice_measurement_is_compared_with_nothing():
    assert before(measured(2, day=2, practice=True), [measured(1, close=True, a1_1=4)]) is None


def test_the_focus_list_names_each_question_with_its_field_in_the_order_of_priority():
    figures = figures_of(measured(a1_1=4, a1_2=5, a2_1=9).state, INSTRUMENT)
    assert [(one.question.id, one.field.id) for one in focus_list(INSTRUMENT, figures)] == [
        ("1-1", "equality"),
        ("1-2", "equality"),
    ]
    assert focus_list(INSTRUMENT, figures)[0].figures.gap == Fraction(4)


def test_an_answer_without_a_number_is_no_score():
    assert (as_score(None), as_score(NOT_RELEVANT), as_score(0)) == (None, None, 0)
