"""A row of `measurements` holds of own questions and of private answers what there is, and nothing where none are."""

import msgspec
from msgspec.structs import replace

from domain.event import Act
from domain.ids import QuestionId
from domain.measurement.commands import StartMeasurement
from domain.measurement.decisions import start
from domain.measurement.events import (
    AnswersRevealed,
    DissentNoted,
    DissentWithdrawn,
    OwnQuestionAdded,
    OwnQuestionRemoved,
)
from domain.measurement.state import Measurement, evolve, fold
from domain.modes import Mode
from domain.scoring.tally import tally
from domain.sectors import Sector
from projections.measurements.writer import OF_PRIVATE_ANSWERS, OWN, STATE, encoded
from tests.support.builders import ACT, COLLABORATION, MEASUREMENT, instrument
from tests.support.event_samples import sealed
from tests.support.revealing import ballots


def begun() -> Measurement:
    command = StartMeasurement(
        collaboration=COLLABORATION, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
    )
    state = fold(start(MEASUREMENT, command, instrument(), "hash", Act(by=ACT.by, at=ACT.at)))
    assert state is not None
    return state


def test_a_measurement_without_own_questions_has_a_row_as_before_there_were_any() -> None:
    row = encoded(begun())
    assert set(OWN).isdisjoint(msgspec.json.decode(row))
    assert STATE.decode(row) == begun()


def test_once_there_was_one_the_row_remembers_how_many() -> None:
    added = OwnQuestionAdded(at=ACT.at, by=ACT.by, question=QuestionId("own-1"), statement=sealed("statement"))
    gone = OwnQuestionRemoved(at=ACT.at, by=ACT.by, question=QuestionId("own-1"))
    state = evolve(evolve(begun(), added), gone)
    assert msgspec.json.decode(encoded(state))["own_added"] == 1
    assert STATE.decode(encoded(state)) == state == replace(begun(), own_added=1)


def test_a_measurement_without_private_answers_has_a_row_as_before_there_were_any() -> None:
    row = encoded(begun())
    assert set(OF_PRIVATE_ANSWERS).isdisjoint(msgspec.json.decode(row))
    assert STATE.decode(row) == begun()


def test_a_row_holds_a_tally_and_a_dissent_as_they_were() -> None:
    at, question = ACT.at, QuestionId("1-1")
    counted = tally(ballots(public=[1, 2, 3], partner=[4, 5, 6]))
    revealed = evolve(begun(), AnswersRevealed(at=at, by=ACT.by, question=question, tally=counted))
    state = evolve(revealed, DissentNoted(at=at, by=ACT.by, question=question, text=sealed("text")))
    assert STATE.decode(encoded(state)) == state
    withdrawn = evolve(state, DissentWithdrawn(at=at, by=ACT.by, question=question))
    assert "dissents" not in msgspec.json.decode(encoded(withdrawn))
    assert STATE.decode(encoded(withdrawn)) == revealed
