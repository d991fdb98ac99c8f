"""From an order to the file: what the worker does for a report, and for everything else that is ordered."""

import asyncio
from pathlib import Path
from typing import assert_never
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
from infra.report_shelf import Kind, Order, Report, Status
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from services.reports import answer_sheet, document
from services.reports.comparison_document import comparison_html
from services.reports.comparison_paper import gather_comparison
from services.reports.content import gather
from services.reports.meeting import gather_meeting
from services.reports.meeting_document import meeting_html
from services.reports.sources import Sources

STEPS = 3
"""Gathering, laying out, keeping."""


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
    """Render an ordered report and keep the file. Doing it again does no harm: a report that is done stays."""
    async with press.database.reading(tenant) as connection:
        ordered = await report_shelf.report(connection, tenant, which)
    if ordered is None or ordered.status is Status.DONE:
        return
    await _advance(press, tenant, which, 0)
    file = await _print(press, tenant, ordered)
    async with press.database.tenant(tenant) as connection:
        await report_shelf.finish(connection, tenant, which, press.clock.now(), file, edition=ordered.edition)


async def give_up(press: Press, tenant: TenantId, which: UUID) -> None:
    """So that the page says it and offers to order again."""
    async with press.database.tenant(tenant) as connection:
        await report_shelf.fail(connection, tenant, which, press.clock.now())


async def _print(press: Press, tenant: TenantId, ordered: Report) -> bytes:
    which = ordered.order.id
    html, style = await _laid_out(press, tenant, ordered.order)
    await _advance(press, tenant, which, 1)
    file = await asyncio.to_thread(pdf_of, html, style, press.assets)
    await _advance(press, tenant, which, 2)
    return file


async def _laid_out(press: Press, tenant: TenantId, order: Order) -> tuple[str, Path]:
    language: Language = order.language
    t = Translator(language)
    match order.kind:
        case Kind.REPORT:
            content = await gather(
                press.database,
                press.log,
                press.keyring,
                press.instruments,
                tenant,
                which=MeasurementId(order.about),
                printed_at=press.clock.now(),
            )
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
        case _:
            assert_never(order.kind)


async def _advance(press: Press, tenant: TenantId, which: UUID, step: int) -> None:
    async with press.database.tenant(tenant) as connection:
        await report_shelf.progress(connection, tenant, which, step, STEPS)
