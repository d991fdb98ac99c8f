"""Ordering a file: a report, answer sheets, a comparison and so on. A worker makes it (`services.reports`)."""

from uuid import UUID

from infra import report_shelf
from infra.report_shelf import Chosen, Kind, Order
from infra.translation.catalogue import Language
from services.application.world import Caller, World


async def order_report(
    world: World,
    caller: Caller,
    about: UUID,
    *,
    language: Language,
    report: UUID,
    kind: Kind = Kind.REPORT,
    version: int = 0,
    chosen: Chosen | None = None,
) -> None:
    """`report` is made with the form, so that a double click orders one. `version` is what the page showed."""
    order = Order(
        id=report,
        about=about,
        version=version,
        language=language,
        ordered_by=caller.subject,
        ordered_at=world.clock.now(),
        kind=kind,
        chosen=chosen or Chosen(),
    )
    async with world.database.tenant(caller.tenant) as connection:
        ordered = await report_shelf.order(connection, caller.tenant, order)
    if ordered:
        world.doorbell.ring()
