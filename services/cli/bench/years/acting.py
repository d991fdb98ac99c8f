"""The actions of one collaboration: suggested while measuring, agreed on, and then started, done or dropped."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from domain.action_plan import events as happened
from domain.action_plan.state import Status
from domain.event import Event
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId, SubjectId
from domain.text import Clear

SUGGESTING: Final = 0.5
"""Of the measurements. A text costs a key, so that those of comments are left out, and of actions there are few."""

AGREED: Final = 0.75
MOVED_ON: Final = 0.55
"""Of the open actions in a quarter."""

DROPPED: Final = 0.15

WORDS: Final = (
    "Møtes der deltakerne er, annenhver gang",
    "La deltakerne lage saklista",
    "Prøve én felles plan i tre måneder",
    "Slutte med to parallelle referat",
    "Spørre de pårørende før neste møte",
    "Dele kontor en dag i uka",
)


class Acting:
    """`identity` makes ids."""

    def __init__(self, draw: Random, collaboration: CollaborationId, owners: tuple[PartnerId, ...]) -> None:
        self._draw = draw
        self._collaboration = collaboration
        self._owners = owners
        self._open: dict[ActionId, tuple[Status, MeasurementId]] = {}

    def suggested(
        self, measurement: MeasurementId, questions: list[QuestionId], by: SubjectId, at: datetime
    ) -> Iterator[Event]:
        """What a group writes down and chooses at the end of a measurement."""
        if self._draw.random() > SUGGESTING:
            return
        for question in self._draw.sample(questions, self._draw.choice((1, 1, 2, 3))):
            action = ActionId(UUID(int=self._draw.getrandbits(128), version=4))
            yield happened.ActionSuggested(
                at=at,
                by=by,
                action=action,
                collaboration=self._collaboration,
                measurement=measurement,
                question=question,
                text=Clear(SubjectId(measurement), self._draw.choice(WORDS)),
            )
            if self._draw.random() < AGREED:
                yield from self._agreed(action, measurement, by, at)

    def _agreed(self, action: ActionId, measurement: MeasurementId, by: SubjectId, at: datetime) -> Iterator[Event]:
        cell, phase = self._draw.choice(list(happened.Cell)), self._draw.choice(list(happened.Phase))
        yield happened.ActionPlaced(at=at, by=by, action=action, cell=cell, phase=phase)
        due = (at + timedelta(days=self._draw.randint(20, 200))).date() if self._draw.random() < AGREED else None
        owner = self._draw.choice(self._owners)
        yield happened.ActionAgreed(at=at, by=by, action=action, measurement=measurement, owner=owner, due=due)
        self._open[action] = (Status.AGREED, measurement)

    def moved_on(self, by: SubjectId, at: datetime) -> Iterator[Event]:
        """What has become of the open ones since the last quarter."""
        for action, (status, measurement) in list(self._open.items()):
            if self._draw.random() > MOVED_ON:
                continue
            if self._draw.random() < DROPPED:
                del self._open[action]
                reason = Clear(SubjectId(measurement), "Det ble ikke aktuelt")
                yield happened.ActionDropped(at=at, by=by, action=action, reason=reason)
            elif status is Status.AGREED:
                self._open[action] = (Status.STARTED, measurement)
                yield happened.ActionStarted(at=at, by=by, action=action)
            else:
                del self._open[action]
                yield happened.ActionDone(at=at, by=by, action=action)
