"""From an order to the file: what the worker does for a report, and for everything else that is ordered."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never
from uuid import UUID

import msgspec

from domain.ids import CollaborationId, MeasurementId, TenantId
from infra import report_shelf
from infra.clock import Clock
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from infra.keys.keyring import Keyring
from infra.pdf import pdf_of
from infra.report_shelf import Kind, Order, Status
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from projections.reading import INTERVAL, PATIENCE
from services.reports import answer_sheet, document, series_file
from services.reports.comparison_document import comparison_html
from services.reports.comparison_paper import gather_comparison
from services.reports.content import MeasurementIsMissing, ReportContent, gather
from services.reports.meeting import gather_meeting
from services.reports.meeting_document import meeting_html
from services.reports.sources import Sources

STEPS = 3
"""Gathering, laying out, keeping."""

KEPT: Final = timedelta(days=7)
"""How long a file of figures lies, at least: the next one clears away what is older. Each is some megabytes large."""


class Press(msgspec.Struct, frozen=True):
    """What printing needs. `database` connects as the worker."""

    database: Database
    log: EventLog
    keyring: Keyring
    instruments: InstrumentLibrary
    clock: Clock
    assets: Path

    @property
    def sources(self) -> Sources:
        return Sources(self.database, self.log, self.keyring, self.instruments)


async def render_report(press: Press, tenant: TenantId, which: UUID) -> None:
    """Make an ordered file and keep it. Doing it again does no harm: one that is done stays."""
    async with press.database.reading(tenant) as connection:
        ordered = await report_shelf.report(connection, tenant, which)
    if ordered is None or ordered.status is Status.DONE:
        return
    of_series = ordered.order.kind in series_file.KINDS
    file = await (_figures(press, tenant, ordered.order) if of_series else _print(press, tenant, ordered.order))
    now = press.clock.now()
    async with press.database.tenant(tenant) as connection:
        await report_shelf.finish(connection, tenant, which, now, file, edition=ordered.edition)
        if of_series:
            await report_shelf.clear(connection, tenant, series_file.KINDS, now - KEPT)


async def give_up(press: Press, tenant: TenantId, which: UUID) -> None:
    """So that the page says it and offers to order again."""
    async with press.database.tenant(tenant) as connection:
        await report_shelf.fail(connection, tenant, which, press.clock.now())


async def _figures(press: Press, tenant: TenantId, order: Order) -> bytes:
    language: Language = order.language

    async def told(done: int, steps: int) -> None:
        await _advance(press, tenant, order.id, done, steps)

    now = press.clock.now()
    return await series_file.series_file(
        press.sources, tenant, order.kind, Translator(language), made_at=now, told=told
    )


async def _print(press: Press, tenant: TenantId, order: Order) -> bytes:
    await _advance(press, tenant, order.id, 0)
    html, style = await _laid_out(press, tenant, order)
    await _advance(press, tenant, order.id, 1)
    file = await asyncio.to_thread(pdf_of, html, style, press.assets)
    await _advance(press, tenant, order.id, 2)
    return file


async def _laid_out(press: Press, tenant: TenantId, order: Order) -> tuple[str, Path]:
    language: Language = order.language
    t = Translator(language)
    match order.kind:
        case Kind.REPORT:
            content = await _gathered(press, tenant, order)
            return await asyncio.to_thread(document.report_html, content, t), document.STYLE
        case Kind.ANSWER_SHEETS:
            which = MeasurementId(order.about)
            sheet = await answer_sheet.gather_sheet(press.database, press.instruments, tenant, which)
            return answer_sheet.sheet_html(sheet, t), answer_sheet.STYLE
        case Kind.COMPARISON:
            collaboration, chosen = CollaborationId(order.about), order.chosen.measurements
            now = press.clock.now()
            paper = await gather_comparison(press.sources, tenant, collaboration, chosen, t, printed_at=now)
            return await asyncio.to_thread(comparison_html, paper, t), document.STYLE
        case Kind.MEETING:
            collaboration, minutes = CollaborationId(order.about), order.chosen.minutes
            meeting = await gather_meeting(press.sources, tenant, collaboration, minutes, t, at=press.clock.now())
            return meeting_html(meeting, t), document.STYLE
        case Kind.SERIES_CSV | Kind.SERIES_XLSX:
            raise ValueError(f"{order.kind} is not laid out")
        case _:
            assert_never(order.kind)


async def _gathered(press: Press, tenant: TenantId, order: Order) -> ReportContent:
    """What is ordered with a closing may be on its way to the read models still: a moment is waited for it.

    Raises `MeasurementIsMissing` after that. The work is put back then, and tried again.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while True:
        try:
            return await gather(
                press.database,
                press.log,
                press.keyring,
                press.instruments,
                tenant,
                which=MeasurementId(order.about),
                printed_at=press.clock.now(),
                version=order.version,
            )
        except MeasurementIsMissing:
            if loop.time() > end:
                raise
        await asyncio.sleep(INTERVAL)


async def _advance(press: Press, tenant: TenantId, which: UUID, step: int, steps: int = STEPS) -> None:
    async with press.database.tenant(tenant) as connection:
        await report_shelf.progress(connection, tenant, which, step, steps)
