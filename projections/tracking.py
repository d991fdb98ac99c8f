"""How far the read models have come in each tenant's log."""

from collections.abc import Sequence

import msgspec
from asyncpg import Connection

from domain.ids import TenantId


class Behind(msgspec.Struct, frozen=True):
    """A read model that has events to take in: those after `position` up to `head`."""

    tenant: TenantId
    projection: str
    position: int
    head: int


FIND_BEHIND = """
    select head.tenant_id, name as projection, coalesce(tracking.position, 0) as position, head.position as head
    from log.tenant_head as head
    cross join unnest($1::text[]) as name
    left join log.tracking as tracking on tracking.tenant_id = head.tenant_id and tracking.projection = name
    where head.position > coalesce(tracking.position, 0)
      and (tracking.parked_at is null or tracking.parked_at <= clock_timestamp() - make_interval(secs => $2))
    order by head.tenant_id, position, projection
"""


async def find_behind(connection: Connection, projections: Sequence[str], parked_for: float) -> list[Behind]:
    """Of all tenants; parked ones when they have been parked for so many seconds, to try them again."""
    return [Behind(*row) for row in await connection.fetch(FIND_BEHIND, projections, parked_for)]


COMPARE_AND_SET = """
    with moved as (
      update log.tracking
      set position = $4, parked_at = null, parked_reason = null
      where tenant_id = $1 and projection = $2 and position = $3
      returning position
    ),
    begun as (
      insert into log.tracking (tenant_id, projection, position)
      select $1, $2, $4
      where $3 = 0 and not exists (select from moved)
      on conflict (tenant_id, projection) do nothing
      returning position
    )
    select position from moved
    union all
    select position from begun
"""


async def compare_and_set(
    connection: Connection, tenant: TenantId, projection: str, expected: int, position: int
) -> bool:
    """Move the position, unless somebody else has moved it."""
    return await connection.fetchval(COMPARE_AND_SET, tenant, projection, expected, position) is not None


LIST_HEADS = """
    select tenant_id, position
    from log.tenant_head
    where position > 0
    order by tenant_id
"""


async def heads_of_all(connection: Connection) -> dict[TenantId, int]:
    """How long each log is: by then, all that anybody was told had been written. As the worker or the projector."""
    return {TenantId(row["tenant_id"]): row["position"] for row in await connection.fetch(LIST_HEADS)}


FIND_POSITION = """
    select coalesce(max(position), 0)
    from log.tracking
    where tenant_id = $1 and projection = $2
"""


async def find_position(connection: Connection, tenant: TenantId, projection: str) -> int:
    """0 where the read model has taken in nothing yet."""
    return int(await connection.fetchval(FIND_POSITION, tenant, projection))


PARK = """
    insert into log.tracking (tenant_id, projection, position, parked_at, parked_reason)
    values ($1, $2, $3, clock_timestamp(), $4)
    on conflict (tenant_id, projection) do update
    set parked_at = excluded.parked_at, parked_reason = excluded.parked_reason
    where tracking.position = excluded.position
"""


async def park(connection: Connection, tenant: TenantId, projection: str, position: int, reason: str) -> None:
    await connection.execute(PARK, tenant, projection, position, reason)


REPORT_HEALTH = """
    insert into log.projection_health (projection, parked_tenants, waiting_events, passed_at)
    select
      name,
      count(tracking.parked_at),
      coalesce(sum(head.position - coalesce(tracking.position, 0)), 0),
      clock_timestamp()
    from unnest($1::text[]) as name
    left join log.tenant_head as head on true
    left join log.tracking as tracking on tracking.tenant_id = head.tenant_id and tracking.projection = name
    group by name
    on conflict (projection) do update
    set parked_tenants = excluded.parked_tenants,
        waiting_events = excluded.waiting_events,
        passed_at = excluded.passed_at
"""


async def report_health(connection: Connection, projections: Sequence[str]) -> None:
    await connection.execute(REPORT_HEALTH, projections)


FIND_HEALTH = """
    select
      projection, parked_tenants, waiting_events,
      extract(epoch from clock_timestamp() - passed_at)::double precision as seconds_ago
    from log.projection_health
    order by projection
"""


class ProjectionHealth(msgspec.Struct, frozen=True):
    """Of one read model, all tenants together: how many are parked, what is left to do, when it was last looked at."""

    projection: str
    parked_tenants: int
    waiting_events: int
    seconds_ago: float


async def projection_health(connection: Connection) -> list[ProjectionHealth]:
    return [ProjectionHealth(*row) for row in await connection.fetch(FIND_HEALTH)]
