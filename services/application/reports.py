"""Ordering a PDF, a report or answer sheets. A worker renders it (`services.reports`)."""

from uuid import UUID

from domain.ids import MeasurementId
from infra import report_shelf
from infra.report_shelf import Kind, Order
from infra.translation.catalogue import Language
from services.application.world import Caller, World


async def order_report(
    world: World,
    caller: Caller,
    measurement: MeasurementId,
    version: int,
    *,
    language: Language,
    report: UUID,
    kind: Kind = Kind.REPORT,
) -> None:
    """`report` is made with the form, so that a double click orders one. `version` is what the page showed."""
    order = Order(
        id=report,
        measurement=measurement,
        version=version,
        language=language,
        ordered_by=caller.subject,
        ordered_at=world.clock.now(),
        kind=kind,
    )
    async with world.database.tenant(caller.tenant) as connection:
        ordered = await report_shelf.order(connection, caller.tenant, order)
    if ordered:
        world.doorbell.ring()
