"""Every row as it lies there, for the export: times as PostgreSQL sends them."""

from collections.abc import AsyncIterator

from asyncpg import Connection, Record

from domain.ids import TenantId

SHOWN_ACTIONS = """
select action_id::text, collaboration_id::text, state
from read_contributions.contributed_actions
where tenant_id = $1
order by action_id
"""


def shown_contributed_actions(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    rows: AsyncIterator[Record] = connection.cursor(SHOWN_ACTIONS, tenant)
    return rows


SHOWN_COLLABORATIONS = """
select collaboration_id::text, state
from read_contributions.contributed_collaborations
where tenant_id = $1
order by collaboration_id
"""


def shown_contributed_collaborations(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    rows: AsyncIterator[Record] = connection.cursor(SHOWN_COLLABORATIONS, tenant)
    return rows


SHOWN_MEASUREMENTS = """
select measurement_id::text, collaboration_id::text, counts, timestamptz_send(first_closed_at) as first_closed_at, state
from read_contributions.contributed_measurements
where tenant_id = $1
order by measurement_id
"""


def shown_contributed_measurements(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    rows: AsyncIterator[Record] = connection.cursor(SHOWN_MEASUREMENTS, tenant)
    return rows


SHOWN_WORKSPACES = """
select workspace_id::text, country, number, shares, timestamptz_send(shares_since) as shares_since,
       was_asked
from read_contributions.contributors
where tenant_id = $1
order by workspace_id
"""


def shown_contributors(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    rows: AsyncIterator[Record] = connection.cursor(SHOWN_WORKSPACES, tenant)
    return rows
