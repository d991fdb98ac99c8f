"""The beginning of a log as the stock recorder stores it, and what its application needs to read the texts too."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog.mapper import EventMapper, SealedStoredEvent
from infra.eventlog.records import NewEvent
from infra.eventlog.statements import READ_LOG
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from services.cli.bench.frame import schema_for, scratch_database
from services.cli.bench.stock import SCHEMA, StockApplication, stock_recorder

A_COMMAND: Final = 100
"""Events that are stored at once."""

Sample = Sequence[SealedStoredEvent]


async def beginning_of(database: Database, tenant: TenantId, many: int) -> Sample:
    """`database` connects as `samson_projector`."""
    async with database.reading(tenant) as connection:
        rows = await connection.fetch(READ_LOG, tenant, 0, many)
    columns = ("originator_id", "originator_version", "topic", "state", "sealed", "subject_id")
    return [SealedStoredEvent(**{column: row[column] for column in columns}) for row in rows]


@contextmanager
def stored(settings: Settings, sample: Sample) -> Iterator[Settings]:
    """A database of its own in which the stock recorder holds the sample, and the read models are empty."""
    with scratch_database(settings) as scratch:
        schema_for(scratch, SCHEMA, PROJECTOR)
        with stock_recorder(scratch.role_url(PROJECTOR), 1) as recorder:
            for first in range(0, len(sample), A_COMMAND):
                recorder.insert_events(sample[first : first + A_COMMAND])
        yield scratch


def application_of(sample: Sample) -> type[StockApplication]:
    """The texts are looked up in memory, so that the stock has less to read than we have."""
    by_place = {(one.originator_id, one.originator_version): one for one in sample}

    class WithTexts(StockApplication):
        name = StockApplication.name

        def construct_mapper(self) -> Mapper[UUID]:
            mapper: Any = _WithTexts(by_place)
            return mapper  # type: ignore[no-any-return]

    return WithTexts


class _WithTexts(EventMapper):
    def __init__(self, by_place: Mapping[tuple[UUID | str, int], SealedStoredEvent]) -> None:
        super().__init__()
        self._by_place = by_place

    def to_domain_event(self, stored: StoredEvent) -> NewEvent:
        return super().to_domain_event(self._by_place[stored.originator_id, stored.originator_version])
