"""The outbox's side of printing a report."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from domain.ids import TenantId
from infra.outbox import TakenWork
from services.application.outbox import CannotBeDone

MOST_ATTEMPTS: Final = 3
"""Somebody is waiting at a page: better told soon that it failed, and ordered again."""

Printing = Callable[[TenantId, UUID], Awaitable[None]]


async def print_report(render: Printing, give_up: Printing, work: TakenWork) -> None:
    """Render the report that the work names; after the last attempt the page is told that it failed."""
    report = UUID(work.payload["report"])
    try:
        await render(work.tenant, report)
    except Exception as error:
        if work.attempts < MOST_ATTEMPTS:
            raise
        await give_up(work.tenant, report)
        raise CannotBeDone(f"the report could not be rendered: {type(error).__name__}") from error
