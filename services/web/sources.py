"""Where a place is read from: the read models, or the log itself while they are behind the page's own write."""

from typing import Protocol
from uuid import UUID

from asyncpg import Connection

from domain.audit_access.state import AuditAccess
from domain.campaign.state import fold as fold_campaign
from domain.collaboration.state import fold as fold_collaboration
from domain.ids import CampaignId, CollaborationId, MeasurementId, SubjectId, TenantId
from domain.measurement.state import fold as fold_measurement
from domain.streams import workspace_stream
from domain.workspace.events import Role
from domain.workspace.state import Standing
from domain.workspace.state import fold as fold_workspace
from projections.audit_accesses.queries import audit_access
from projections.campaigns.queries import Found as FoundCampaign
from projections.campaigns.queries import campaign
from projections.collaborations.queries import Found, collaboration
from projections.measurements.queries import Measured, measurement
from projections.people.queries import person
from services.application.audit_accesses import find_access
from services.application.world import World


class Source(Protocol):
    """`None` for what is not there; a role only for who has joined and not left, an access also when it is over."""

    async def role(self, subject: SubjectId) -> Role | None: ...

    async def audit_access(self, subject: SubjectId) -> AuditAccess | None: ...

    async def measurement(self, which: UUID) -> Measured | None: ...

    async def collaboration(self, which: UUID) -> Found | None: ...

    async def campaign(self, which: UUID) -> FoundCampaign | None: ...


class FromReadModels:
    """The usual source."""

    def __init__(self, connection: Connection, tenant: TenantId) -> None:
        self._connection = connection
        self._tenant = tenant

    async def role(self, subject: SubjectId) -> Role | None:
        who = await person(self._connection, self._tenant, subject)
        return who.role if who and who.standing is Standing.JOINED else None

    async def audit_access(self, subject: SubjectId) -> AuditAccess | None:
        return await audit_access(self._connection, self._tenant, subject)

    async def measurement(self, which: UUID) -> Measured | None:
        return await measurement(self._connection, self._tenant, MeasurementId(which))

    async def collaboration(self, which: UUID) -> Found | None:
        return await collaboration(self._connection, self._tenant, CollaborationId(which))

    async def campaign(self, which: UUID) -> FoundCampaign | None:
        return await campaign(self._connection, self._tenant, CampaignId(which))


class FromLog:
    """Slower, and never behind."""

    def __init__(self, world: World, tenant: TenantId) -> None:
        self._world = world
        self._tenant = tenant

    async def role(self, subject: SubjectId) -> Role | None:
        recorded = await self._world.log.read_stream(self._tenant, workspace_stream(self._tenant))
        workspace = fold_workspace(record.event for record in recorded)
        who = workspace.members.get(subject) if workspace else None
        return who.role if who and who.standing is Standing.JOINED else None

    async def audit_access(self, subject: SubjectId) -> AuditAccess | None:
        return await find_access(self._world.log, self._tenant, subject)

    async def measurement(self, which: UUID) -> Measured | None:
        recorded = await self._world.log.read_stream(self._tenant, which)
        if not recorded or not recorded[0].event.TOPIC.startswith("measurement."):
            return None
        state = fold_measurement(record.event for record in recorded)
        last = recorded[-1]
        if state is None:
            return None
        return Measured(id=MeasurementId(which), version=last.originator_version, changed_at=last.event.at, state=state)

    async def collaboration(self, which: UUID) -> Found | None:
        recorded = await self._world.log.read_stream(self._tenant, which)
        if not recorded or not recorded[0].event.TOPIC.startswith("collaboration."):
            return None
        state = fold_collaboration(record.event for record in recorded)
        if state is None:
            return None
        return Found(id=CollaborationId(which), formed_at=recorded[0].event.at, state=state)

    async def campaign(self, which: UUID) -> FoundCampaign | None:
        recorded = await self._world.log.read_stream(self._tenant, which)
        if not recorded or not recorded[0].event.TOPIC.startswith("campaign."):
            return None
        state = fold_campaign(record.event for record in recorded)
        if state is None:
            return None
        return FoundCampaign(id=CampaignId(which), planned_at=recorded[0].event.at, state=state)
