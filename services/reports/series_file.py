"""The series of a whole workspace as an ordered file: what the worker does where a page would take too long."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from io import BytesIO
from typing import Final

from domain.ids import TenantId
from infra.accounts.directory import find_workspace
from infra.report_shelf import Kind
from infra.translation.translator import Translator
from projections.collaborations.queries import collaborations
from services.reports.content import MeasurementIsMissing
from services.reports.series_export.csv_file import CsvFile
from services.reports.series_export.workbook import XlsxFile
from services.reports.series_export.writing import SeriesFile, write_series
from services.reports.sources import Sources

KINDS: Final = (Kind.SERIES_CSV, Kind.SERIES_XLSX)

Progress = Callable[[int, int], Awaitable[None]]
"""Is told how many steps of how many are done: one for each collaboration, and one for the file."""


async def series_file(
    sources: Sources, tenant: TenantId, kind: Kind, t: Translator, *, made_at: datetime, told: Progress
) -> bytes:
    workspace = await find_workspace(sources.database, tenant)
    if workspace is None:
        raise MeasurementIsMissing
    async with sources.database.reading(tenant) as connection:
        found = await collaborations(connection, tenant)
    steps, file = len(found) + 1, BytesIO()
    written: SeriesFile = (
        CsvFile(file, t) if kind is Kind.SERIES_CSV else XlsxFile(file, t, workspace=workspace.name, made_at=made_at)
    )

    async def step(done: int) -> None:
        await told(done, steps)

    await step(0)
    await write_series(sources, tenant, found, written, told=step)
    return file.getvalue()
