"""A live session on the running site: who leads it, the phones in it, and what became of it in the log."""

from collections.abc import Sequence

import msgspec

from domain.event import Event
from domain.ids import CollaborationId, MeasurementId, QuestionId
from domain.measurement.commands import AnswerQuestion, Command, StartMeasurement
from domain.measurement.state import Measurement, fold
from domain.modes import Mode
from domain.sectors import Sector, side
from domain.workspace.events import Role
from infra.dialogue import rooms
from infra.identity import new_stream_id
from services.application.dialogue.ballots import cast, reveal_answers
from services.application.dialogue.joining import Session, take_seat
from services.application.dialogue.leading import lead_to, open_room
from services.application.dialogue.watching import Gathering, gathering
from services.application.measurements import decide_measurement, start_measurement
from services.application.world import World
from services.web.seating import room_path
from tests.support.towns import TWO_SECTORS, Person, Town

PUBLIC, PARTNER = Sector.MUNICIPALITY, Sector.SOCIAL_ENTERPRISE


class Talk(msgspec.Struct, frozen=True):
    """`member` is a participant of the collaboration, who leads nothing."""

    town: Town
    collaboration: CollaborationId
    measurement: MeasurementId
    leader: Person
    member: Person

    @property
    def home(self) -> str:
        return f"{self.town.home}/measurements/{self.measurement}"

    @property
    def room(self) -> str:
        """What phones open."""
        return room_path(self.measurement)

    @property
    def code(self) -> str:
        found = self.gathered()
        assert found is not None
        assert found.room.code is not None
        return found.room.code

    def gathered(self) -> Gathering | None:
        async def looked() -> Gathering | None:
            async with self.town.site.web.reading(self.town.workspace.tenant) as connection:
                return await gathering(connection, self.town.workspace.tenant, self.measurement)

        return self.town.site.run(looked())

    @property
    def place(self) -> str:
        found = self.gathered()
        assert found is not None
        return found.room.place

    def open(self) -> None:
        """To phones."""
        self.town.site.run(open_room(self._web, self.leader.here, self.measurement))

    def begin(self, name: str = "") -> None:
        """Open to phones, at a question that one of them has answered."""
        self.open()
        self.lead("/questions/1-1")
        self.seat(PARTNER, name)
        self.answer([3])

    def lead(self, place: str) -> None:
        self.town.site.run(lead_to(self._web, self.leader.here, self.measurement, place))

    def seat(self, sector: Sector = PUBLIC, name: str = "") -> str:
        """A phone that has joined: its token."""
        session = Session(self.town.workspace.tenant, self.measurement)
        return self.town.site.run(take_seat(self._web, session, sector, name))

    def answer(self, answers: Sequence[int], question: str = "1-1", sector: Sector = PUBLIC) -> None:
        """As many devices answer, of which each says one of these."""
        for answer in answers:
            self.town.site.run(
                cast(
                    self._web,
                    self.town.workspace.tenant,
                    self.measurement,
                    {QuestionId(question): answer},
                    side=side(sector),
                    secret=self.seat(sector).encode(),
                )
            )

    def reveal(self, question: str = "1-1") -> None:
        key = QuestionId(question)
        self.town.site.run(reveal_answers(self._web, self.leader.here, self.measurement, key, new_stream_id()))
        self.town.show()

    def do(self, command: Command) -> None:
        self.town.site.run(
            decide_measurement(self.town.world, self.leader.here, self.measurement, command, new_stream_id())
        )
        self.town.show()

    def agree(self, field: str, answer: int = 6) -> None:
        """The same on every question of the field."""
        instrument, _ = self.town.world.instruments.newest()
        for question in next(each for each in instrument.fields if each.id == field).questions:
            self.do(AnswerQuestion(question=question.id, answer=answer, seen=None))

    def forget(self) -> None:
        """What the worker does with a session that is over."""
        self.town.site.work_off()

    def lapse(self) -> str:
        """The code runs out, as after a long day. What it was."""
        tenant, code, now = self.town.workspace.tenant, self.code, self.town.world.clock.now()

        async def lapsed() -> None:
            async with self.town.site.web.tenant(tenant) as connection:
                await rooms.give_code(connection, tenant, self.measurement, code, now)

        self.town.site.run(lapsed())
        return code

    def events(self) -> list[Event]:
        recorded = self.town.site.run(self.town.world.log.read_stream(self.town.workspace.tenant, self.measurement))
        return [record.event for record in recorded]

    def topics(self) -> list[str]:
        return [event.TOPIC for event in self.events()]

    def state(self) -> Measurement:
        state = fold(self.events())
        assert state is not None
        return state

    @property
    def _web(self) -> World:
        """With the rights of the web's role, which alone lets phones in."""
        return msgspec.structs.replace(self.town.world, database=self.town.site.web)


class Meetings(msgspec.Struct, frozen=True):
    """People who are in many sessions, each about a collaboration of its own."""

    town: Town
    leader: Person
    member: Person

    def talk(self, mode: Mode = Mode.EACH_THEN_TOGETHER) -> Talk:
        """Begun, and open to nobody yet."""
        collaboration = self.town.collaborate(participants=(self.member,))
        measurement = MeasurementId(new_stream_id())
        start = StartMeasurement(collaboration=collaboration, mode=mode, practice=False, attendance=TWO_SECTORS)
        self.town.site.run(start_measurement(self.town.world, self.leader.here, measurement, start, new_stream_id()))
        self.town.show()
        return Talk(
            town=self.town,
            collaboration=collaboration,
            measurement=measurement,
            leader=self.leader,
            member=self.member,
        )

    def under_way(self, mode: Mode = Mode.EACH_THEN_TOGETHER, place: str = "/questions/1-1") -> Talk:
        """Open to phones, and at a question."""
        talk = self.talk(mode)
        talk.open()
        talk.lead(place)
        return talk


def meetings_of(town: Town) -> Meetings:
    leader, member = town.join(Role.FACILITATOR, "Finn Fasilitator"), town.join(Role.PARTICIPANT, "Pia Deltaker")
    return Meetings(town=town, leader=leader, member=member)
