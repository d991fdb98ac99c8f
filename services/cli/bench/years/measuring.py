"""How one collaboration weighs and answers: it has a level of its own, moves slowly, and is never quite even."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from domain.event import Event
from domain.ids import AmbitionId, CollaborationId, QuestionId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.modes import Mode
from domain.scoring.answer import HIGHEST, LOWEST, NOT_RELEVANT, Answer
from domain.scoring.profile import SCORING_VERSION, profile
from domain.sectors import Sector

A_WEIGHT: Final = timedelta(seconds=40)
AN_ANSWER: Final = timedelta(seconds=75)

IRRELEVANT: Final = 0.03
REVISED: Final = 0.1
"""Of the answers."""


class Leaning:
    """What a collaboration tends to answer, from 0 to 10, and how much that moves in a quarter."""

    def __init__(self, draw: Random, instrument: Instrument) -> None:
        self._draw = draw
        level = draw.gauss(5.4, 1.3)
        fields = {field.id: level + draw.gauss(0, 1) for field in instrument.fields}
        self._levels = {
            question.id: fields[field.id] + draw.gauss(0, 1)
            for field in instrument.fields
            for question in field.questions
        }
        self._trend = draw.gauss(0.08, 0.15)
        self._weights = {ambition: draw.gauss(7.5, 1.2) for ambition in instrument.ambitions}

    def answer(self, question: QuestionId, quarter: int) -> Answer:
        if self._draw.random() < IRRELEVANT:
            return NOT_RELEVANT
        return _on_the_scale(self._levels[question] + self._trend * quarter + self._draw.gauss(0, 0.8))

    def weight(self, ambition: AmbitionId) -> int:
        return _on_the_scale(self._weights[ambition] + self._draw.gauss(0, 0.7))


def _on_the_scale(level: float) -> int:
    return min(HIGHEST, max(LOWEST, round(level)))


class Session:
    """One pass through the instrument, from its start to its closing, or as far as it has come."""

    def __init__(
        self, draw: Random, leaning: Leaning, instrument: tuple[Instrument, str], by: SubjectId, at: datetime
    ) -> None:
        self._draw = draw
        self._leaning = leaning
        self._instrument, self._sha256 = instrument
        self._by = by
        self.at = at
        self._answers: dict[QuestionId, Answer] = {}
        self._weights: dict[AmbitionId, int] = {}

    def started(
        self, collaboration: CollaborationId, attendance: Mapping[Sector, int], *, practice: bool
    ) -> Iterator[Event]:
        yield happened.MeasurementStarted(
            at=self.at,
            by=self._by,
            collaboration=collaboration,
            instrument=self._instrument.id,
            instrument_version=self._instrument.version,
            instrument_sha256=self._sha256,
            mode=Mode.TOGETHER,
            practice=practice,
            attendance=attendance,
        )

    def answered(self, quarter: int, share: float = 1.0) -> Iterator[Event]:
        """The values first, then the first `share` of the questions, some of them twice."""
        for ambition in self._instrument.ambitions:
            weight = self._weights[ambition] = self._leaning.weight(ambition)
            yield happened.ValueWeighed(at=self._later(A_WEIGHT), by=self._by, ambition=ambition, weight=weight)
        questions = list(self._instrument.questions)
        for question in questions[: round(len(questions) * share)]:
            answer = self._answers[question] = self._leaning.answer(question, quarter)
            yield happened.QuestionAnswered(at=self._later(AN_ANSWER), by=self._by, question=question, answer=answer)
            if self._draw.random() < REVISED:
                yield from self._revised(question, quarter)

    def _revised(self, question: QuestionId, quarter: int) -> Iterator[Event]:
        answer = self._leaning.answer(question, quarter)
        if answer != self._answers[question]:
            self._answers[question] = answer
            yield happened.AnswerRevised(at=self._later(AN_ANSWER), by=self._by, question=question, answer=answer)

    def closed(self) -> Iterator[Event]:
        yield happened.MeasurementClosed(
            at=self._later(AN_ANSWER),
            by=self._by,
            figures=profile(self._instrument, self._weights, self._answers),
            scoring_version=SCORING_VERSION,
            instrument_sha256=self._sha256,
        )

    def _later(self, by: timedelta) -> datetime:
        self.at += by
        return self.at
