"""Where a request is: the workspace, collaboration and measurement of its path, and who is there."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from domain.ids import QuestionId, TenantId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.workspace.events import Role
from infra.accounts.directory import Workspace
from infra.accounts.people import Account
from projections.campaigns.queries import Found as FoundCampaign
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured
from services.application.dialogue.watching import Gathering
from services.application.world import Caller

Thing = TypeVar("Thing")


class Outsider(StrEnum):
    """Who is no member, and was let in all the same."""

    AUDITOR = "auditor"
    """To read everything, for a purpose and a time, and to write nothing."""


Capacity = Role | Outsider
"""As what somebody is in a workspace."""


class NotFound(Exception):
    """There is no such page, or none for this person: nobody can tell which."""


def there(found: Thing | None) -> Thing:
    """What was found; raises `NotFound` for what was not."""
    if found is None:
        raise NotFound
    return found


class Place(msgspec.Struct, frozen=True):
    """Collaboration, measurement and campaign are there where the path names them (a measurement names two)."""

    account: Account
    workspace: Workspace
    caller: Caller
    role: Capacity
    is_behind: bool = False
    """The read models do not show the page's own write yet."""
    of_collaboration: Found | None = None
    of_measurement: Measured | None = None
    of_campaign: FoundCampaign | None = None
    of_instrument: Instrument | None = None
    of_room: Gathering | None = None
    """The live session of the measurement, for whoever leads."""
    audits_until: datetime | None = None
    """For an auditor: the first moment without access."""

    @property
    def tenant(self) -> TenantId:
        return self.caller.tenant

    @property
    def leads(self) -> bool:
        """May start, close and reopen measurements."""
        return self.role in {Role.ADMINISTRATOR, Role.FACILITATOR}

    @property
    def administers(self) -> bool:
        return self.role is Role.ADMINISTRATOR

    @property
    def audits(self) -> bool:
        """Reads everything and writes nothing, and meets pseudonyms rather than names."""
        return self.role is Outsider.AUDITOR

    @property
    def collaboration(self) -> Found:
        return there(self.of_collaboration)

    @property
    def measurement(self) -> Measured:
        return there(self.of_measurement)

    @property
    def campaign(self) -> FoundCampaign:
        return there(self.of_campaign)

    @property
    def instrument(self) -> Instrument:
        """The version that the measurement was made with."""
        return there(self.of_instrument)

    def question(self, number: str) -> Question:
        return there(self.instrument.questions.get(QuestionId(number)))

    def own_question(self, number: str) -> QuestionId:
        """One of the workspace's own that is asked in this measurement."""
        return there(next((each for each in self.measurement.state.own_questions if each == number), None))

    def value(self, key: str) -> Value:
        return there(next((value for value in self.instrument.values if value.id == key), None))

    def field(self, key: str) -> Field:
        return there(next((field for field in self.instrument.fields if field.id == key), None))

    @property
    def home(self) -> str:
        return f"/w/{self.workspace.slug}"

    @property
    def collaboration_home(self) -> str:
        return f"{self.home}/collaborations/{self.collaboration.id}"

    @property
    def measurement_home(self) -> str:
        return f"{self.home}/measurements/{self.measurement.id}"

    @property
    def campaign_home(self) -> str:
        return f"{self.home}/campaigns/{self.campaign.id}"
