"""Brings read models up to the logs, a page of one tenant's events at a time."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

import asyncpg
import msgspec

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog.mapper import EventMapper
from infra.eventlog.records import Recorded
from infra.eventlog.statements import READ_LOG_ON_TOPICS
from projections.projection import Projection
from projections.tracking import Behind, compare_and_set, find_behind, find_position, park
from projections.trouble import passes

LOGGER = logging.getLogger(__name__)

PAGE = 1000
"""Positions taken at once. Large pages are what makes a replay quick."""

LANES = 4
"""Tenants worked on at once: while the database writes for one, another one's events are decoded."""

PAGES_A_PASS = 4
"""Of one tenant. A long log is taken in bit by bit, so that no other tenant's pages wait for the whole of it."""

LONGEST_REASON = 500


class PositionMoved(Exception):
    """Somebody else has taken this page in; what was written for it is rolled back."""


class Page(msgspec.Struct, frozen=True):
    """A tenant's events after `after` up to `until`, without those of no matter. An unreadable one is its error."""

    tenant: TenantId
    after: int
    until: int
    events: Sequence[tuple[int, str, Recorded | Exception]]

    def records(self, topics: AbstractSet[str], until: int) -> list[Recorded]:
        """Those on `topics` up to `until`. Raises the error of the first that can't be read."""
        wanted = []
        for position, topic, record in self.events:
            if topic not in topics or position > until:
                continue
            if isinstance(record, Exception):
                raise record
            wanted.append(record)
        return wanted


class Follower:
    """Makes one pass at a time over all tenants that are behind."""

    def __init__(
        self,
        database: Database,
        projections: Sequence[Projection],
        mapper: EventMapper | None = None,
        page: int = PAGE,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`database` connects as `samson_projector`. `progress` is told how many positions were moved over."""
        self._database = database
        self._projections = {projection.name: projection for projection in projections}
        self._topics = {projection.name: projection.topics() for projection in projections}
        self._mapper = mapper or EventMapper()
        self._page = page
        self._progress = progress

    async def catch_up(self, parked_for: float = 0.0) -> int:
        """How many positions were moved over, all read models together; 0 when nothing was left to do.

        Tenants that have been parked for at least so many seconds are tried again.
        """
        async with self._database.transaction() as connection:
            behind = await find_behind(connection, list(self._projections), parked_for)
        tenants = [list(of_tenant) for _, of_tenant in groupby(behind, key=lambda one: one.tenant)]
        lanes = asyncio.Semaphore(LANES)

        async def in_lane(of_tenant: Sequence[Behind]) -> int:
            async with lanes:
                return await self._catch_up_tenant(of_tenant)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(in_lane(of_tenant)) for of_tenant in sorted(tenants, key=_backlog)]
        return sum(task.result() for task in tasks)

    async def _catch_up_tenant(self, behind: Sequence[Behind]) -> int:
        """Read models at the same position share a page, and catch up with those ahead of them."""
        tenant, head = behind[0].tenant, behind[0].head
        positions = {one.projection: one.position for one in behind}
        moved = 0
        for _ in range(PAGES_A_PASS):
            if not positions:
                break
            after = min(positions.values())
            until = min(after + self._page, head, *(position for position in positions.values() if position > after))
            together = [name for name, position in positions.items() if position == after]
            page = await self._read(tenant, after, until, together)
            for name in together:
                reached = await self._take_in(self._projections[name], page)
                moved += (reached or after) - after
                self._progress((reached or after) - after)
                if reached is None or reached >= head:
                    del positions[name]
                else:
                    positions[name] = reached
        return moved

    async def _read(self, tenant: TenantId, after: int, until: int, names: Sequence[str]) -> Page:
        topics = sorted(set().union(*(self._topics[name] for name in names)))
        async with self._database.reading(tenant) as connection:
            rows = await connection.fetch(READ_LOG_ON_TOPICS, tenant, after, until, topics)
        return Page(
            tenant, after, until, [(row["position"], row["topic"], self._readable(tenant, row)) for row in rows]
        )

    def _readable(self, tenant: TenantId, row: asyncpg.Record) -> Recorded | Exception:
        try:
            return self._mapper.recorded(tenant, row)
        except Exception as error:  # noqa: BLE001 -- it concerns only the read models that follow this topic
            return error

    async def _take_in(self, projection: Projection, page: Page) -> int | None:
        """The position reached, or `None` when there is no going on: parked, or taken over by somebody else.

        A page that fails is tried in halves, so that everything before the event that is to blame gets in.
        """
        until = page.until
        while True:
            try:
                await self._write(projection, page, until)
            except PositionMoved:
                return None
            except Exception as error:
                if passes(error):
                    raise
                if await self._has_moved(projection, page):
                    return None
                if until == page.after + 1:
                    await self._park(projection, page, error)
                    return None
                until = page.after + (until - page.after) // 2
            else:
                return until

    async def _write(self, projection: Projection, page: Page, until: int) -> None:
        """Rows and position, together or not at all."""
        records = page.records(self._topics[projection.name], until)
        async with self._database.tenant(page.tenant) as connection:
            if records:
                await projection.apply(connection, page.tenant, records)
            if not await compare_and_set(connection, page.tenant, projection.name, page.after, until):
                raise PositionMoved

    async def _has_moved(self, projection: Projection, page: Page) -> bool:
        """Whether the failure only shows that somebody else has written the same rows first."""
        async with self._database.reading(page.tenant) as connection:
            return await find_position(connection, page.tenant, projection.name) != page.after

    async def _park(self, projection: Projection, page: Page, error: Exception) -> None:
        position = page.after + 1
        LOGGER.error("%s parks tenant %s before position %s", projection.name, page.tenant, position, exc_info=error)
        reason = f"position {position}: {type(error).__name__}: {error}"[:LONGEST_REASON]
        async with self._database.tenant(page.tenant) as connection:
            await park(connection, page.tenant, projection.name, page.after, reason)


def _backlog(behind: Sequence[Behind]) -> int:
    """Whoever is nearly level comes first: somebody is probably looking at those pages now."""
    return max(one.head - one.position for one in behind)
