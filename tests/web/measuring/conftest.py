"""A measurement under way, and the people who are at it."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest

from domain.ids import CollaborationId, MeasurementId, QuestionId
from domain.measurement.commands import Command
from domain.measurement.state import Measurement, fold
from domain.scoring.answer import Answer
from domain.workspace.events import Role
from infra.identity import new_stream_id
from services.application.measurements import decide_measurement
from tests.running_site import Site
from tests.support.revealing import ballots, reveal_answers
from tests.support.towns import Person, Town, found_town


class Session(msgspec.Struct, frozen=True):
    """`leader` is a facilitator, `member` a participant of the collaboration."""

    town: Town
    collaboration: CollaborationId
    measurement: MeasurementId
    leader: Person
    member: Person

    @property
    def home(self) -> str:
        return f"{self.town.home}/measurements/{self.measurement}"

    @property
    def collaboration_home(self) -> str:
        return f"{self.town.home}/collaborations/{self.collaboration}"

    def question(self, number: str) -> str:
        return f"{self.home}/questions/{number}"

    def do(self, command: Command) -> None:
        """As somebody else at another screen."""
        by, which = self.town.administrator.here, self.measurement
        self.town.site.run(decide_measurement(self.town.world, by, which, command, new_stream_id()))
        self.town.show()

    def reveal(self, question: str, public: Sequence[Answer], partner: Sequence[Answer] = ()) -> None:
        """What people answered each for themselves, shown to all at once."""
        by, cast = self.town.administrator.here, ballots(public, partner)
        self.town.site.run(reveal_answers(self.town.world, by, self.measurement, QuestionId(question), cast))
        self.town.show()

    def events(self) -> list[str]:
        """What was written of the measurement, by topic."""
        return [record.event.TOPIC for record in self._recorded()]

    def state(self) -> Measurement:
        state = fold(record.event for record in self._recorded())
        assert state is not None
        return state

    def _recorded(self):
        return self.town.site.run(self.town.world.log.read_stream(self.town.workspace.tenant, self.measurement))


class Group(msgspec.Struct, frozen=True):
    """People who are in many sessions, each about a collaboration of its own."""

    town: Town
    leader: Person
    member: Person

    def session(self, answers: Mapping[str, int] | int, *, close: bool = False, practice: bool = False) -> Session:
        """All values weighed at 8, and these answers given."""
        collaboration = self.town.collaborate(participants=(self.member,))
        return self.again(collaboration, answers, close=close, practice=practice)

    def again(
        self,
        collaboration: CollaborationId,
        answers: Mapping[str, int] | int,
        *,
        close: bool = False,
        practice: bool = False,
    ) -> Session:
        """Another one about the same collaboration."""
        measurement = self.town.measure(collaboration, answers, close=close, practice=practice)
        self.town.show()
        return Session(
            town=self.town,
            collaboration=collaboration,
            measurement=measurement,
            leader=self.leader,
            member=self.member,
        )


@pytest.fixture(scope="session")
def town(site: Site) -> Town:
    return found_town(site)


@pytest.fixture(scope="session")
def group(town: Town) -> Group:
    leader, member = town.join(Role.FACILITATOR, "Finn Fasilitator"), town.join(Role.PARTICIPANT, "Pia Deltaker")
    return Group(town=town, leader=leader, member=member)


@pytest.fixture
def under_way(group: Group) -> Session:
    """All values weighed, and nothing answered."""
    return group.session({})


@pytest.fixture
def answered(group: Group) -> Session:
    """Every question answered with 6, and open."""
    return group.session(6)


@pytest.fixture
def closed(group: Group) -> Session:
    return group.session(6, close=True)
