"""Where a request is: the workspace, collaboration and measurement of its path, and who is there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import CollaborationId, MeasurementId, QuestionId, TenantId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.measurement.state import fold
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.accounts.directory import Workspace, find_membership
from infra.accounts.people import Account
from projections.collaborations.queries import Found, belongs, collaboration
from projections.measurements.queries import Measured, measurement
from projections.people.queries import person
from services.application.world import Caller, World


class NotFound(Exception):
    """There is no such page, or none for this person: nobody can tell which."""


class Place(msgspec.Struct, frozen=True):
    """`collaboration` and `measurement` are there where the path names them (a measurement names both)."""

    account: Account
    workspace: Workspace
    caller: Caller
    role: Role
    of_collaboration: Found | None = None
    of_measurement: Measured | None = None
    of_instrument: Instrument | None = None

    @property
    def tenant(self) -> TenantId:
        return self.caller.tenant

    @property
    def leads(self) -> bool:
        """May start, close and reopen measurements."""
        return self.role is not Role.PARTICIPANT

    @property
    def administers(self) -> bool:
        return self.role is Role.ADMINISTRATOR

    @property
    def collaboration(self) -> Found:
        if self.of_collaboration is None:
            raise NotFound
        return self.of_collaboration

    @property
    def measurement(self) -> Measured:
        if self.of_measurement is None:
            raise NotFound
        return self.of_measurement

    @property
    def instrument(self) -> Instrument:
        """The version that the measurement was made with."""
        if self.of_instrument is None:
            raise NotFound
        return self.of_instrument

    def question(self, number: str) -> Question:
        question = self.instrument.questions.get(QuestionId(number))
        if question is None:
            raise NotFound
        return question

    def value(self, key: str) -> Value:
        for value in self.instrument.values:
            if value.id == key:
                return value
        raise NotFound

    def field(self, key: str) -> Field:
        for field in self.instrument.fields:
            if field.id == key:
                return field
        raise NotFound

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
        who = await person(connection, tenant, subject)
        if who is None or who.standing is not Standing.JOINED:
            raise NotFound
        measured = await _measurement(world, connection, tenant, path.get("measurement"), query.get("position"))
        found = await _collaboration(connection, tenant, path.get("collaboration"), measured)
        if found and who.role is Role.PARTICIPANT and not await belongs(connection, tenant, subject, found.id):
            raise NotFound
    return Place(
        account=account,
        workspace=membership.workspace,
        caller=Caller(tenant=tenant, subject=subject),
        role=who.role,
        of_collaboration=found,
        of_measurement=measured,
        of_instrument=world.instruments.by_hash(measured.state.instrument_sha256) if measured else None,
    )


async def _measurement(
    world: World, connection: Connection, tenant: TenantId, which: UUID | None, written: str | None
) -> Measured | None:
    """From the read model, or from the log itself where the read model has not come as far as the page's own write."""
    if which is None:
        return None
    if written and written.isdecimal() and not await world.read_models.have_reached(connection, tenant, int(written)):
        return await measured_by_log(world, tenant, MeasurementId(which))
    measured = await measurement(connection, tenant, MeasurementId(which))
    if measured is None:
        raise NotFound
    return measured


async def measured_by_log(world: World, tenant: TenantId, which: MeasurementId) -> Measured:
    recorded = await world.log.read_stream(tenant, which)
    state = fold(record.event for record in recorded)
    if state is None:
        raise NotFound
    last = recorded[-1]
    return Measured(id=which, version=last.originator_version, changed_at=last.event.at, state=state)


async def _collaboration(
    connection: Connection, tenant: TenantId, named: UUID | None, measured: Measured | None
) -> Found | None:
    which = measured.state.collaboration if measured else named
    if which is None:
        return None
    found = await collaboration(connection, tenant, CollaborationId(which))
    if found is None:
        raise NotFound
    return found
