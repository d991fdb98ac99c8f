"""What takes part: of one workspace for its own page, and of all that share for the national work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from asyncpg import Connection, Record

from domain.ids import ActionId, CollaborationId, MeasurementId, TenantId
from domain.national.contribution import ContributedAction, ContributedMeasurement, Contribution
from domain.national.quarter import Quarter
from domain.workspace.state import HOME
from projections.contributions.writer import ACTION, COLLABORATION, MEASURED


class Sharing(msgspec.Struct, frozen=True):
    """Whether a workspace shares, since when, and whether that was ever answered. `number` is the municipality's."""

    country: str
    number: str | None
    shares_since: datetime | None
    was_asked: bool

    @property
    def is_counted(self) -> bool:
        return self.country == HOME and self.number is not None


SHARING: Final = """
select country, number, shares_since, was_asked from read_contributions.contributors
where tenant_id = $1
order by workspace_id
"""


async def sharing_of(connection: Connection, tenant: TenantId) -> Sharing | None:
    row = await connection.fetchrow(SHARING, tenant)
    return Sharing(*row) if row else None


THEMES: Final = """
select tenant_id, collaboration_id, state from read_contributions.contributed_collaborations
where $1::integer is null or tenant_id = $1
order by tenant_id, collaboration_id
"""

MEASURED_IN: Final = """
select tenant_id, measurement_id, collaboration_id, first_closed_at, state
from read_contributions.contributed_measurements
where ($1::integer is null or tenant_id = $1) and counts and first_closed_at >= $2 and first_closed_at < $3
order by tenant_id, first_closed_at, measurement_id
"""

ACTIONS: Final = """
select tenant_id, action_id, collaboration_id, state from read_contributions.contributed_actions as action
where ($1::integer is null or tenant_id = $1)
  and exists (
    select from read_contributions.contributed_measurements as measured
    where measured.tenant_id = action.tenant_id and measured.collaboration_id = action.collaboration_id
      and counts and first_closed_at >= $2 and first_closed_at < $3
  )
order by tenant_id, action_id
"""


async def contribution_over(connection: Connection, tenant: TenantId, first: Quarter, last: Quarter) -> Contribution:
    """What this workspace's numbers of the quarters, both included, are made of, whether it shares or not."""
    found = await _contributions(connection, tenant, first, last)
    return found.get(tenant, NOTHING)


SHARERS: Final = """
select tenant_id, country, number from read_contributions.contributors
where shares
order by tenant_id
"""


class Sharer(msgspec.Struct, frozen=True):
    tenant: TenantId
    country: str
    number: str | None
    contribution: Contribution


async def contributions_to(connection: Connection, quarter: Quarter) -> Sequence[Sharer]:
    """Of every workspace that shares now. As `samson_national`, which sees no other."""
    found = await _contributions(connection, None, quarter, quarter)
    rows = await connection.fetch(SHARERS)
    return [
        Sharer(TenantId(row["tenant_id"]), row["country"], row["number"], found.get(row["tenant_id"], NOTHING))
        for row in rows
    ]


NOTHING: Final = Contribution(themes={}, measurements=(), actions=())


async def _contributions(
    connection: Connection, tenant: TenantId | None, first: Quarter, last: Quarter
) -> dict[TenantId, Contribution]:
    """By tenant, those with a measurement in one of the quarters."""
    when = (tenant, first.begins, last.ends)
    measured = _by_tenant(await connection.fetch(MEASURED_IN, *when))
    acted = _by_tenant(await connection.fetch(ACTIONS, *when))
    themes = _by_tenant(await connection.fetch(THEMES, tenant))
    return {
        one: Contribution(
            themes={
                CollaborationId(row["collaboration_id"]): COLLABORATION.decode(row["state"]).themes
                for row in themes.get(one, ())
            },
            measurements=[_measurement(row) for row in rows],
            actions=[_action(row) for row in acted.get(one, ())],
        )
        for one, rows in measured.items()
    }


def _by_tenant(rows: Sequence[Record]) -> dict[TenantId, list[Record]]:
    found: dict[TenantId, list[Record]] = {}
    for row in rows:
        found.setdefault(TenantId(row["tenant_id"]), []).append(row)
    return found


def _measurement(row: Record) -> ContributedMeasurement:
    return ContributedMeasurement(
        id=MeasurementId(row["measurement_id"]),
        collaboration=CollaborationId(row["collaboration_id"]),
        first_closed_at=row["first_closed_at"],
        values=MEASURED.decode(row["state"]).values,
    )


def _action(row: Record) -> ContributedAction:
    state = ACTION.decode(row["state"])
    return ContributedAction(
        id=ActionId(row["action_id"]),
        collaboration=CollaborationId(row["collaboration_id"]),
        field=state.field,
        standings=state.standings,
    )
