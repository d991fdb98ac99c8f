"""Keeps `campaigns` by folding the events of each campaign."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.campaign import events as happened
from domain.campaign.state import Campaign, evolve
from domain.ids import TenantId
from infra.eventlog.log import Recorded
from projections.projection import Projection

STATE: msgspec.json.Decoder[Campaign] = msgspec.json.Decoder(Campaign)

STATES = """
select campaign_id, state from read_campaigns.campaigns
where tenant_id = $1 and campaign_id = any($2::uuid[])
order by campaign_id
"""

KEEP = """
insert into read_campaigns.campaigns (tenant_id, campaign_id, name, standing, planned_at, state)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant_id, campaign_id) do update
set name = excluded.name, standing = excluded.standing, state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    touched = list({record.originator_id for record in records})
    rows = await connection.fetch(STATES, tenant, touched)
    states: dict[UUID, Campaign] = {row["campaign_id"]: STATE.decode(row["state"]) for row in rows}
    planned: dict[UUID, datetime] = {}
    for record in records:
        states[record.originator_id] = evolve(states.get(record.originator_id), record.event)
        planned.setdefault(record.originator_id, record.event.at)
    await connection.executemany(
        KEEP,
        [
            (tenant, key, state.name, state.standing, planned[key], msgspec.json.encode(state))
            for key, state in states.items()
        ],
    )


PROJECTION = Projection(
    name="campaigns",
    events=(
        happened.CampaignPlanned,
        happened.CampaignRenamed,
        happened.PlanRevised,
        happened.RoundSkipped,
        happened.SkipLifted,
        happened.RoundOpened,
        happened.MeasurementOpened,
        happened.ClosingPostponed,
        happened.MeasurementEnded,
        happened.CampaignPaused,
        happened.CampaignResumed,
        happened.CampaignCancelled,
    ),
    apply=apply,
)
