"""One collaboration's years: who takes part, which quarters it measures in, and what it does in between."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from domain.collaboration import events as happened
from domain.event import Event
from domain.ids import CollaborationId, MeasurementId, PartnerId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement import events as measuring
from domain.sectors import Sector
from domain.streams import action_plan_stream
from domain.text import Clear
from domain.themes import Theme
from infra.eventlog.records import NewEvent
from services.cli.bench.years.acting import Acting
from services.cli.bench.years.measuring import Leaning, Session

A_QUARTER: Final = timedelta(days=91)

MEASURING: Final = 0.88
"""Of the quarters. The others are gaps."""

UNDER_WAY: Final = 0.08
PRACTICE: Final = 0.02
VOIDED: Final = 0.01

JOINING: Final = 0.15
LEAVING: Final = 0.05
"""In a quarter."""

SIZES: Final = ((2, 6), (3, 3), (4, 1))
"""How many partners a collaboration has, and how many such there are for each other."""

OTHERS: Final = tuple(Sector)[1:]

NAMES: Final = ("Åpen hage", "Ærlig talt", "Østgården", "Nærmiljøet", "Verkstedet", "Møteplassen", "Kafé Gnist", "Bua")


class Course:
    """`people` are the members of the workspace. Ids and everything else come from `draw`."""

    def __init__(
        self, draw: Random, number: int, people: tuple[SubjectId, ...], instrument: tuple[Instrument, str]
    ) -> None:
        self._draw, self._people = draw, people
        self._instrument, self._with_hash = instrument[0], instrument
        self._id = CollaborationId(self._identity())
        self._name = f"{NAMES[number % len(NAMES)]} {number + 1}"
        (size,) = draw.choices([one for one, _ in SIZES], [often for _, often in SIZES])
        sectors = (Sector.MUNICIPALITY, *draw.sample(OTHERS, size - 1))
        self._partners = {PartnerId(self._identity()): sector for sector in sectors}
        self._participants: dict[SubjectId, PartnerId] = {}
        self._leaning = Leaning(draw, self._instrument)
        self._acting = Acting(draw, self._id, tuple(self._partners))
        self._versions: dict[UUID, int] = {}

    def _identity(self) -> UUID:
        return UUID(int=self._draw.getrandbits(128), version=4)

    def formed(self, by: SubjectId, at: datetime) -> list[NewEvent]:
        return self._following(self._id, self._forming(by, at))

    def quarter(self, number: int, by: SubjectId, begins: datetime, *, last: bool) -> list[NewEvent]:
        """What happens in one quarter, in the order of time; `last` is the one that today is in."""
        at = begins + timedelta(days=self._draw.randint(1, 60), hours=self._draw.randint(8, 14))
        plan = action_plan_stream(self._id)
        news = self._following(self._id, self._comings_and_goings(by, begins))
        news += self._following(plan, self._acting.moved_on(by, begins + timedelta(hours=1)))
        if self._draw.random() < MEASURING:
            news += self._measured(number, by, at, last=last)
        return news

    def _forming(self, by: SubjectId, at: datetime) -> Iterator[Event]:
        theme = self._draw.choice(list(Theme))
        yield happened.CollaborationFormed(at=at, by=by, name=self._name, theme=theme)
        for partner, sector in self._partners.items():
            yield happened.PartnerJoined(at=at, by=by, partner=partner, name=f"{self._name}, {sector}", sector=sector)
        for participant in self._draw.sample(self._people, self._draw.randint(2, 5)):
            yield self._joined(participant, by, at)

    def _joined(self, participant: SubjectId, by: SubjectId, at: datetime) -> Event:
        partner = self._participants[participant] = self._draw.choice(list(self._partners))
        return happened.ParticipantJoined(at=at, by=by, participant=participant, partner=partner)

    def _comings_and_goings(self, by: SubjectId, at: datetime) -> Iterator[Event]:
        newcomer = self._draw.choice(self._people)
        if newcomer not in self._participants and self._draw.random() < JOINING:
            yield self._joined(newcomer, by, at)
        if len(self._participants) > 1 and self._draw.random() < LEAVING:
            participant, _ = self._participants.popitem()
            yield happened.ParticipantLeft(at=at, by=by, participant=participant)

    def _measured(self, number: int, by: SubjectId, at: datetime, *, last: bool) -> list[NewEvent]:
        which = MeasurementId(self._identity())
        session = Session(self._draw, self._leaning, self._with_hash, by, at)
        events = list(session.started(self._id, self._attendance(), practice=self._draw.random() < PRACTICE))
        if last and self._draw.random() < UNDER_WAY:
            return self._following(which, [*events, *session.answered(number, share=self._draw.random())])
        events += [*session.answered(number), *session.closed()]
        if self._draw.random() < VOIDED:
            events.append(
                measuring.MeasurementVoided(at=session.at, by=by, reason=Clear(SubjectId(which), "Feil samarbeid"))
            )
        suggested = self._acting.suggested(which, list(self._instrument.questions), by, session.at)
        return self._following(which, events) + self._following(action_plan_stream(self._id), suggested)

    def _attendance(self) -> Mapping[Sector, int]:
        return {sector: self._draw.randint(1, 4) for sector in self._partners.values()}

    def _following(self, stream: UUID, events: Iterator[Event] | list[Event]) -> list[NewEvent]:
        news = []
        for event in events:
            self._versions[stream] = self._versions.get(stream, 0) + 1
            news.append(NewEvent(stream, self._versions[stream], event))
        return news
