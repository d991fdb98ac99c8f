"""From the measurements to the file: the same lines whoever writes them, a page at once or the worker on order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Protocol

from domain.ids import TenantId
from projections.collaborations.queries import Found
from services.reports.series_export.lines import Line, Measuring, lines, series
from services.reports.sources import Sources


class SeriesFile(Protocol):
    def add(self, several: Sequence[Line]) -> None: ...

    def close(self) -> None: ...


Told = Callable[[int], Awaitable[None]]
"""Is told how many collaborations are written."""


async def nobody(_: int) -> None:
    """For whoever waits for the file itself."""


async def write_series(
    sources: Sources,
    tenant: TenantId,
    found: Sequence[Found],
    file: SeriesFile,
    *,
    told: Told = nobody,
) -> None:
    """Beside the loop, so that nobody waits for it."""
    done = 0
    async for occasions in series(sources.database, sources.log, sources.instruments, tenant, found):
        await asyncio.to_thread(_add, file, occasions)
        done += 1
        await told(done)
    await asyncio.to_thread(file.close)


def _add(file: SeriesFile, occasions: Sequence[Measuring]) -> None:
    file.add(list(chain.from_iterable(lines(one) for one in occasions)))
