"""What an export holds of a log: its rows as they lie there, right or wrong, straight from the columns."""

from collections.abc import AsyncIterator

from asyncpg import Connection, Record

from domain.ids import TenantId
from infra.eventlog import statements

EXPORT_EVENTS = """
    select
      int4send(tenant_id) || int8send(position) || uuid_send(originator_id) || int8send(originator_version)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || coalesce('\\x01'::bytea || uuid_send(subject_id), '\\x00'::bytea)
        || state_hash || sealed_hash || timestamptz_send(recorded_at) || uuid_send(command_id) as header,
      chain_hash, state, coalesce(sealed, '') as sealed
    from log.events
    where tenant_id = $1
    order by position
"""
"""The header as `log.leaf` hashes it."""


def exported_events(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """`header`, `chain_hash`, `state`, `sealed`, by position."""
    rows: AsyncIterator[Record] = connection.cursor(EXPORT_EVENTS, tenant, prefetch=500)
    return rows


EXPORT_COMMANDS = """
    select command_id::text as command, first_position as first, last_position as last
    from log.commands
    where tenant_id = $1
    order by first_position, last_position, command_id
"""


def exported_commands(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """`command`, `first`, `last`, by first position."""
    rows: AsyncIterator[Record] = connection.cursor(EXPORT_COMMANDS, tenant, prefetch=500)
    return rows


EXPORT_STARTS = """
    select state
    from log.events
    where tenant_id = $1 and topic = $2
    order by position
"""


def exported_starts(connection: Connection, tenant: TenantId, topic: str) -> AsyncIterator[Record]:
    """`state` of the events of one topic."""
    rows: AsyncIterator[Record] = connection.cursor(EXPORT_STARTS, tenant, topic)
    return rows


async def exported_head(connection: Connection, tenant: TenantId) -> tuple[int, bytes]:
    """Position and chain hash; those of an empty log where the head is gone."""
    row = await connection.fetchrow(statements.FIND_HEAD, tenant)
    return (0, b"") if row is None else (row["position"], row["chain_hash"])
