"""One campaign, or all of a workspace."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from domain.campaign.state import Campaign
from domain.ids import CampaignId, TenantId
from projections.campaigns.writer import STATE


class Found(msgspec.Struct, frozen=True):
    """A campaign as its events have made it, and since when."""

    id: CampaignId
    planned_at: datetime
    state: Campaign


ONE = """
select campaign_id, planned_at, state from read_campaigns.campaigns
where tenant_id = $1 and campaign_id = $2
"""

ALL = """
select campaign_id, planned_at, state from read_campaigns.campaigns
where tenant_id = $1
order by planned_at, campaign_id
"""


async def campaign(connection: Connection, tenant: TenantId, which: CampaignId) -> Found | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _found(row) if row else None


async def campaigns(connection: Connection, tenant: TenantId) -> list[Found]:
    """The first planned first."""
    return [_found(row) for row in await connection.fetch(ALL, tenant)]


def _found(row: Record) -> Found:
    return Found(id=CampaignId(row["campaign_id"]), planned_at=row["planned_at"], state=STATE.decode(row["state"]))


SHOWN = """
select campaign_id::text, name, standing, timestamptz_send(planned_at) as planned_at, state
from read_campaigns.campaigns
where tenant_id = $1
order by campaign_id
"""


def shown_campaigns(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
