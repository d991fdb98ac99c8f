"""Campaigns and the groups in them, by the log: what decides must not lag behind."""

from collections.abc import Mapping, Sequence

import msgspec

from domain.campaign.events import CampaignPlanned
from domain.campaign.state import Campaign, fold
from domain.collaboration.events import CollaborationFormed
from domain.collaboration.state import Collaboration
from domain.collaboration.state import fold as fold_collaboration
from domain.group import people
from domain.ids import CampaignId, CollaborationId, SubjectId, TenantId
from domain.sectors import Side
from domain.streams import workspace_stream
from domain.workspace.state import Workspace
from domain.workspace.state import fold as fold_workspace
from infra.eventlog.log import Recorded
from services.application.world import World
from services.application.writing import NoSuchThing


class Found(msgspec.Struct, frozen=True):
    """A campaign as its events have made it, read to its end."""

    id: CampaignId
    recorded: Sequence[Recorded]
    state: Campaign

    @property
    def version(self) -> int:
        return self.recorded[-1].originator_version


class Groups(msgspec.Struct, frozen=True):
    """Every collaboration of a workspace, in the order in which they were formed."""

    workspace: Workspace
    formed: Mapping[CollaborationId, Collaboration]

    def people(self, which: CollaborationId) -> Mapping[SubjectId, Side]:
        return people(self.formed[which], self.workspace)


async def campaigns_of(world: World, tenant: TenantId) -> list[CampaignId]:
    """The first planned first."""
    planned = await world.log.read_kinds(tenant, [CampaignPlanned])
    return [CampaignId(one.originator_id) for one in planned]


async def find_campaign(world: World, tenant: TenantId, which: CampaignId) -> Found:
    """Raises `NoSuchThing`."""
    recorded = await world.log.read_stream(tenant, which)
    state = fold(one.event for one in recorded)
    if state is None:
        raise NoSuchThing(what="campaign")
    return Found(which, recorded, state)


async def find_groups(world: World, tenant: TenantId) -> Groups:
    """Raises `NoSuchThing` where there is no workspace."""
    formed = await world.log.read_kinds(tenant, [CollaborationFormed])
    ids = [CollaborationId(one.originator_id) for one in formed]
    return Groups(await _workspace(world, tenant), {which: await _formed(world, tenant, which) for which in ids})


async def people_of(world: World, tenant: TenantId, which: CollaborationId) -> Mapping[SubjectId, Side]:
    """Of one collaboration. Raises `NoSuchThing`."""
    return people(await _formed(world, tenant, which), await _workspace(world, tenant))


async def _workspace(world: World, tenant: TenantId) -> Workspace:
    state = fold_workspace(one.event for one in await world.log.read_stream(tenant, workspace_stream(tenant)))
    if state is None:
        raise NoSuchThing(what="workspace")
    return state


async def _formed(world: World, tenant: TenantId, which: CollaborationId) -> Collaboration:
    state = fold_collaboration(one.event for one in await world.log.read_stream(tenant, which))
    if state is None:
        raise NoSuchThing(what="collaboration")
    return state
