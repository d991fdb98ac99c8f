"""What somebody with all rights could do to a stored history, one change at a time, and which events it is done to."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Connection

from tests.audit.events_of_a_town import other_id

EVENT_COLUMNS = (
    "tenant_id",
    "position",
    "originator_id",
    "originator_version",
    "topic",
    "state",
    "sealed",
    "subject_id",
    "state_hash",
    "sealed_hash",
    "chain_hash",
    "recorded_at",
    "command_id",
)

READ_MODELS = {
    "read_actions.actions": ("action_id",),
    "read_audit_accesses.accesses": ("auditor_id",),
    "read_campaigns.campaigns": ("campaign_id",),
    "read_collaborations.belonging": ("subject_id", "collaboration_id"),
    "read_collaborations.collaborations": ("collaboration_id",),
    "read_contributions.contributed_actions": ("action_id",),
    "read_contributions.contributed_collaborations": ("collaboration_id",),
    "read_contributions.contributed_measurements": ("measurement_id",),
    "read_contributions.contributors": ("workspace_id",),
    "read_erasures.erasures": ("erasure_id",),
    "read_invitations.invitations": ("invitation_id",),
    "read_measurements.measurements": ("measurement_id",),
    "read_people.people": ("subject_id",),
}


class Change(msgspec.Struct, frozen=True):
    """`events` are those of which a finding has to name one; none where it was not an event that was changed."""

    what: str
    events: frozenset[int] = frozenset()


class Tamperer:
    """Changes something at random, the same for the same seed. Whoever calls it rolls back."""

    def __init__(self, connection: Connection, tenant: int, last: int, random: Random) -> None:
        self._connection = connection
        self._tenant = tenant
        self._last = last
        self._random = random
        self._ways: Sequence[Callable[[], Awaitable[Change]]] = (
            *(self.alter_an_event,) * 8,
            *(self.alter_a_row,) * 6,
            self.remove_an_event,
            self.swap_positions,
            self.swap_contents,
            self.add_an_event,
            self.cut_off,
            self.restore_an_old_head,
            self.alter_the_head,
            *(self.alter_a_command,) * 2,
            self.remove_a_command,
            self.remove_a_row,
            self.add_a_row,
            self.rewrite,
        )

    async def change(self) -> Change:
        return await self._random.choice(self._ways)()

    async def alter_an_event(self) -> Change:
        position, column = self._position(), self._random.choice(EVENT_COLUMNS)
        value = await self._connection.fetchval(
            f"select {column} from log.events where tenant_id = $1 and position = $2", self._tenant, position
        )
        altered = self._altered(value, column)
        if column in {"position", "originator_version"}:
            altered += self._last + 1
        await self._execute(
            f"update log.events set {column} = $3 where tenant_id = $1 and position = $2", position, altered
        )
        return Change(f"{column} of event {position}", frozenset({position}))

    async def alter_a_row(self) -> Change:
        table, row, where = await self._row()
        column = self._random.choice([name for name in row if name != "tenant_id"])
        altered = self._altered(row[column], column)
        await self._execute(f"update {table} set {column} = ${len(where) + 2} where {_at(table)}", *where, altered)
        return Change(f"{column} of a row of {table}")

    async def remove_an_event(self) -> Change:
        position = self._position()
        await self._execute("delete from log.events where tenant_id = $1 and position = $2", position)
        return Change(f"event {position} removed", frozenset({position}))

    async def swap_positions(self) -> Change:
        one, other = self._random.sample(range(1, self._last + 1), 2)
        for was, now in ((one, -1), (other, one), (-1, other)):
            await self._execute("update log.events set position = $3 where tenant_id = $1 and position = $2", was, now)
        return Change(f"events {one} and {other} swapped", frozenset({one, other}))

    async def swap_contents(self) -> Change:
        """With their hashes, so that only the chain is against it."""
        one, other = self._random.sample(range(1, self._last + 1), 2)
        await self._execute(
            """
            update log.events as e
            set topic = o.topic, state = o.state, sealed = o.sealed, subject_id = o.subject_id,
                state_hash = o.state_hash, sealed_hash = o.sealed_hash, recorded_at = o.recorded_at,
                command_id = o.command_id
            from log.events as o
            where e.tenant_id = $1 and o.tenant_id = $1 and (e.position, o.position) in (($2, $3), ($3, $2))
            """,
            one,
            other,
        )
        changed = {one, other} if await self._differ(one, other) else set()
        return Change(f"contents of {one} and {other} swapped", frozenset(changed)) if changed else await self.change()

    async def add_an_event(self) -> Change:
        """A copy of one, as the next of its stream and the log, properly linked."""
        position = self._position()
        await self._execute(
            """
            insert into log.events
            select e.tenant_id, h.position + 1, e.originator_id, s.version + 1, e.topic, e.state, e.sealed,
                   e.subject_id, e.state_hash, e.sealed_hash,
                   log.link(h.chain_hash, null, log.leaf(e.tenant_id, h.position + 1, e.originator_id, s.version + 1,
                     e.topic, e.subject_id, e.state_hash, e.sealed_hash, e.recorded_at, e.command_id)),
                   e.recorded_at, e.command_id
            from log.events as e, log.tenant_head as h,
                 lateral (select max(originator_version) as version from log.events as o
                          where o.tenant_id = $1 and o.originator_id = e.originator_id) as s
            where e.tenant_id = $1 and h.tenant_id = $1 and e.position = $2
            """,
            position,
        )
        return Change(f"event {position} added again at the end", frozenset({self._last + 1}))

    async def cut_off(self) -> Change:
        position = self._position()
        await self._execute("delete from log.events where tenant_id = $1 and position >= $2", position)
        return Change(f"cut off from event {position}", frozenset({position}))

    async def restore_an_old_head(self) -> Change:
        """Events, head, commands and positions of read models: all as in an old copy."""
        position = self._position()
        await self._execute(
            """
            update log.tenant_head as h set position = $2 - 1, chain_hash = coalesce(
              (select chain_hash from log.events where tenant_id = $1 and position = $2 - 1),
              decode(repeat('00', 32), 'hex'))
            where h.tenant_id = $1
            """,
            position,
        )
        await self._execute("delete from log.events where tenant_id = $1 and position >= $2", position)
        await self._execute("delete from log.commands where tenant_id = $1 and first_position >= $2", position)
        await self._execute("update log.tracking set position = least(position, $2 - 1) where tenant_id = $1", position)
        return Change(f"an old copy, before event {position}")

    async def alter_the_head(self) -> Change:
        column = self._random.choice(("position", "chain_hash"))
        value = await self._connection.fetchval(
            f"select {column} from log.tenant_head where tenant_id = $1", self._tenant
        )
        await self._execute(
            f"update log.tenant_head set {column} = $2 where tenant_id = $1", self._altered(value, column)
        )
        return Change(f"{column} of the head")

    async def alter_a_command(self) -> Change:
        column = self._random.choice(("command_id", "first_position", "last_position"))
        command = await self._command()
        altered = self._altered(command[column], column)
        await self._execute(
            f"update log.commands set {column} = $3 where tenant_id = $1 and command_id = $2",
            command["command_id"],
            altered,
        )
        return Change(f"{column} of a command")

    async def remove_a_command(self) -> Change:
        command = await self._command()
        await self._execute("delete from log.commands where tenant_id = $1 and command_id = $2", command["command_id"])
        return Change("a command removed")

    async def remove_a_row(self) -> Change:
        table, _, where = await self._row()
        await self._execute(f"delete from {table} where {_at(table)}", *where)
        return Change(f"a row of {table} removed")

    async def add_a_row(self) -> Change:
        table, row, _ = await self._row()
        added = {**row, READ_MODELS[table][0]: other_id("added")}
        places = ", ".join(f"${number}" for number in range(1, len(added) + 1))
        await self._connection.execute(f"insert into {table} ({', '.join(added)}) values ({places})", *added.values())
        return Change(f"a row of {table} added")

    async def rewrite(self) -> Change:
        """As an owner who knows how: another state, and every hash after it made anew, the head's too."""
        position = self._position()
        state = await self._connection.fetchval(
            "select state from log.events where tenant_id = $1 and position = $2", self._tenant, position
        )
        await self._execute(
            "update log.events set state = $3, state_hash = sha256($3) where tenant_id = $1 and position = $2",
            position,
            state[:-1] + b',"z":1}',
        )
        await self._execute(
            """
            with anew as (
              select position, log.chain(decode(repeat('00', 32), 'hex'), log.leaf(tenant_id, position, originator_id,
                originator_version, topic, subject_id, state_hash, sealed_hash, recorded_at, command_id))
                over (order by position) as chain_hash
              from log.events where tenant_id = $1
            ),
            linked as (
              update log.events as e set chain_hash = anew.chain_hash from anew
              where e.tenant_id = $1 and e.position = anew.position
            )
            update log.tenant_head as h set chain_hash = anew.chain_hash from anew
            where h.tenant_id = $1 and anew.position = h.position
            """
        )
        return Change(f"everything rewritten from event {position} on")

    def _position(self) -> int:
        return self._random.randint(1, self._last)

    async def _row(self) -> tuple[str, dict[str, Any], list[Any]]:
        table = self._random.choice(list(READ_MODELS))
        rows = await self._connection.fetch(f"select * from {table} where tenant_id = $1 order by 2, 3", self._tenant)
        row = dict(self._random.choice(rows))
        return table, row, [row[name] for name in READ_MODELS[table]]

    async def _command(self) -> Any:
        return self._random.choice(
            await self._connection.fetch(
                """
                select command_id, first_position, last_position from log.commands
                where tenant_id = $1 order by first_position, command_id
                """,
                self._tenant,
            )
        )

    async def _differ(self, one: int, other: int) -> bool:
        count = await self._connection.fetchval(
            """
            select count(distinct (topic, state, sealed, subject_id, recorded_at, command_id)) from log.events
            where tenant_id = $1 and position in ($2, $3)
            """,
            self._tenant,
            one,
            other,
        )
        return bool(count > 1)

    async def _execute(self, statement: str, *arguments: Any) -> None:
        await self._connection.execute(statement, self._tenant, *arguments)

    def _altered(self, value: Any, column: str) -> Any:
        """Another value of the same type, as near as it can be."""
        match value:
            case None:
                return self._something(column)
            case bool():
                return not value
            case bytes():
                return self._flipped(value)
            case int():
                return value + self._random.choice((1, -1, 7))
            case UUID():
                return UUID(bytes=self._flipped(value.bytes))
            case datetime():
                return value + timedelta(microseconds=self._random.choice((1, -1, 10**6)))
            case str():
                at = self._random.randrange(len(value))
                return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        raise TypeError(type(value).__name__)

    def _flipped(self, content: bytes) -> bytes:
        if not content:
            return b"x"
        at, bit = self._random.randrange(len(content)), 1 << self._random.randrange(8)
        return content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]

    def _something(self, column: str) -> Any:
        if column.endswith("_at"):
            return datetime.fromisoformat("2026-06-10T10:00:00Z")
        return other_id("something") if column.endswith("_id") else b"x"


def _at(table: str) -> str:
    return " and ".join(
        ["tenant_id = $1", *(f"{name} = ${number}" for number, name in enumerate(READ_MODELS[table], start=2))]
    )
