"""The answer sheet for rooms without phones: every question of a measurement, to be filled in by hand.

One document for all: whoever needs twelve prints it twelve times, so that no sheet can be told from another.
"""

from datetime import datetime
from functools import partial
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.ids import MeasurementId, TenantId
from domain.instrument.model import Instrument
from domain.scoring.answer import HIGHEST, LOWEST
from domain.sectors import Sector, Side, side
from infra.accounts.directory import find_workspace
from infra.database import Database
from infra.instruments import InstrumentLibrary
from infra.translation.translator import Translator
from projections.collaborations.queries import collaboration
from projections.measurements.queries import measurement
from services.reports.content import MeasurementIsMissing
from services.reports.document import TEMPLATES
from services.reports.wording import marked

STYLE: Final = TEMPLATES / "answer_sheet.css"

_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


class SheetContent(msgspec.Struct, frozen=True):
    """`collaboration` is its name. Nothing here is sealed, and nothing of it is anybody's in particular."""

    workspace: str
    collaboration: str
    started_at: datetime
    instrument: Instrument


async def gather_sheet(
    database: Database, instruments: InstrumentLibrary, tenant: TenantId, which: MeasurementId
) -> SheetContent:
    """Raises `MeasurementIsMissing`."""
    workspace = await find_workspace(database, tenant)
    async with database.reading(tenant) as connection:
        measured = await measurement(connection, tenant, which)
        found = await collaboration(connection, tenant, measured.state.collaboration) if measured else None
    if workspace is None or measured is None or found is None:
        raise MeasurementIsMissing
    return SheetContent(
        workspace=workspace.name,
        collaboration=found.state.name,
        started_at=measured.state.started_at,
        instrument=await instruments.by_hash(measured.state.instrument_sha256),
    )


def sheet_html(content: SheetContent, t: Translator) -> str:
    """The questions as they are asked in the measurement, in the translator's language."""
    return _ENVIRONMENT.get_template("answer_sheet.html").render(
        t=t, sheet=content, word=partial(marked, language=t.language), points=range(LOWEST, HIGHEST + 1), sides=sides()
    )


def sides() -> list[tuple[Side, list[Sector]]]:
    """Each side with the sectors that are on it."""
    return [(each, [sector for sector in Sector if side(sector) is each]) for each in Side]
