"""Where a request is: the workspace, collaboration and measurement of its path, and who is there."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec

from domain.ids import QuestionId, TenantId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.workspace.events import Role
from infra.accounts.directory import Workspace, find_membership
from infra.accounts.people import Account
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured
from services.application.world import Caller, World
from services.web.sources import FromLog, FromReadModels, Source

Thing = TypeVar("Thing")

LONGEST_POSITION: Final = 18
"""Digits."""


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
    """`collaboration` and `measurement` are there where the path names them (a measurement names both)."""

    account: Account
    workspace: Workspace
    caller: Caller
    role: Capacity
    is_behind: bool = False
    """The read models do not show the page's own write yet."""
    of_collaboration: Found | None = None
    of_measurement: Measured | None = None
    of_instrument: Instrument | None = None

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
    def collaboration(self) -> Found:
        return there(self.of_collaboration)

    @property
    def measurement(self) -> Measured:
        return there(self.of_measurement)

    @property
    def instrument(self) -> Instrument:
        """The version that the measurement was made with."""
        return there(self.of_instrument)

    def question(self, number: str) -> Question:
        return there(self.instrument.questions.get(QuestionId(number)))

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


async def find_place(world: World, account: Account, path: Mapping[str, Any], query: Mapping[str, Any]) -> Place:
    """Raises `NotFound` for whatever is not there for this account."""
    membership = await find_membership(world.database, account.id, path["slug"])
    if membership is None:
        raise NotFound
    tenant, subject = membership.workspace.tenant, membership.subject
    async with world.database.reading(tenant) as connection:
        written = _position(query.get("position"))
        behind = written is not None and not await world.read_models.have_reached(connection, tenant, written)
        source: Source = FromLog(world, tenant) if behind else FromReadModels(connection, tenant)
        role = there(await source.role(subject))
        measured = there(await source.measurement(path["measurement"])) if "measurement" in path else None
        which = measured.state.collaboration if measured else path.get("collaboration")
        found = there(await source.collaboration(which)) if which else None
    if found and role is Role.PARTICIPANT and subject not in found.state.participants:
        raise NotFound
    return Place(
        account=account,
        workspace=membership.workspace,
        caller=Caller(tenant=tenant, subject=subject),
        role=role,
        is_behind=behind,
        of_collaboration=found,
        of_measurement=measured,
        of_instrument=world.instruments.by_hash(measured.state.instrument_sha256) if measured else None,
    )


def _position(written: str | None) -> int | None:
    """As `see_written` adds it to an address."""
    return int(written) if written and len(written) <= LONGEST_POSITION and written.isdecimal() else None
