"""Events like those of real measurements, without texts: nothing has to be sealed to measure the log."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from domain.collaboration import events as collaboration
from domain.event import Event
from domain.ids import CollaborationId, PartnerId, SubjectId, TenantId
from domain.instrument.model import Instrument
from domain.measurement import events as measurement
from domain.modes import Mode
from domain.scoring.profile import SCORING_VERSION, profile
from domain.sectors import Sector
from domain.text import Clear, Sealed
from domain.themes import Theme
from infra.eventlog.records import NewEvent
from infra.instruments import shipped_instruments

FIRST_TENANT: Final = 1000

START: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

REVISIONS: Final = 10


class NothingToSeal:
    """Stands where the keyring stands; these events have no texts."""

    async def seal(
        self, tenant: TenantId, originator_id: UUID, originator_version: int, parts: Mapping[str, Clear]
    ) -> Mapping[str, Sealed]:
        raise AssertionError((tenant, originator_id, originator_version, sorted(parts)))


class Chronicler:
    """Makes up what happens, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 (repeatable, not secret)
        self._instrument, self._sha256 = shipped_instruments().newest()

    def identity(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def collaboration(self, measurements: int) -> Iterator[list[NewEvent]]:
        """A collaboration and its measurements, stream by stream."""
        formed = CollaborationId(self.identity())
        partners = [PartnerId(self.identity()), PartnerId(self.identity())]
        yield self._stream(formed, self._beginning(partners))
        for _ in range(measurements):
            yield self._stream(self.identity(), self._measurement(formed, self._instrument))

    def _stream(self, stream: UUID, events: Iterator[Event]) -> list[NewEvent]:
        return [NewEvent(stream, version, event) for version, event in enumerate(events, start=1)]

    def _beginning(self, partners: list[PartnerId]) -> Iterator[Event]:
        by = SubjectId(self.identity())
        yield collaboration.CollaborationFormed(at=START, by=by, name="Prøve", theme=Theme.OTHER)
        for partner, sector in zip(partners, (Sector.MUNICIPALITY, Sector.VOLUNTARY), strict=True):
            yield collaboration.PartnerJoined(at=START, by=by, partner=partner, name="Part", sector=sector)
        for number in range(5):
            participant = SubjectId(self.identity())
            yield collaboration.ParticipantJoined(
                at=START, by=by, participant=participant, partner=partners[number % len(partners)]
            )

    def _measurement(self, which: CollaborationId, instrument: Instrument) -> Iterator[Event]:
        by, at, draw = SubjectId(self.identity()), START, self._random.randint
        yield measurement.MeasurementStarted(
            at=at,
            by=by,
            collaboration=which,
            instrument=instrument.id,
            instrument_version=instrument.version,
            instrument_sha256=self._sha256,
            mode=Mode.TOGETHER,
            practice=False,
            attendance={Sector.MUNICIPALITY: 3, Sector.VOLUNTARY: 4},
        )
        weights, answers = {}, {}
        for ambition in instrument.ambitions:
            at, weights[ambition] = at + timedelta(seconds=30), draw(0, 10)
            yield measurement.ValueWeighed(at=at, by=by, ambition=ambition, weight=weights[ambition])
        for question in instrument.questions:
            at, answers[question] = at + timedelta(seconds=60), draw(0, 10)
            yield measurement.QuestionAnswered(at=at, by=by, question=question, answer=answers[question])
        for question in self._random.sample(sorted(answers), REVISIONS):
            at, answers[question] = at + timedelta(seconds=60), draw(0, 10)
            yield measurement.AnswerRevised(at=at, by=by, question=question, answer=answers[question])
        yield measurement.MeasurementClosed(
            at=at,
            by=by,
            figures=profile(instrument, weights, answers),
            scoring_version=SCORING_VERSION,
            instrument_sha256=self._sha256,
        )
