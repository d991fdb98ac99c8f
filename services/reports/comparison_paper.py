"""Two or more measurements of a collaboration on paper: what is compared, gathered and with its texts opened."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from domain.collaboration.state import Collaboration
from domain.happenings import Happening
from domain.ids import CollaborationId, MeasurementId, TenantId
from domain.streams import action_plan_stream
from domain.text import Text
from infra.translation.translator import Translator
from projections.measurements.queries import measurements_among
from services.reports.background import background_of
from services.reports.content import MeasurementIsMissing
from services.reports.happened import texts_of
from services.reports.looked_back import LookedBack, actions_since, look_back
from services.reports.over_time import OverTime, over_time
from services.reports.past import within
from services.reports.sources import Sources
from services.reports.words import Words

FEWEST = 2


class ComparisonPaper(msgspec.Struct, frozen=True):
    """`actions` are those since the first of the measurements. `words` has every text that stands in it."""

    workspace: str
    collaboration: Collaboration
    over: OverTime
    happened: tuple[Happening, ...]
    actions: tuple[LookedBack, ...]
    words: Words
    printed_at: datetime


async def gather_comparison(
    sources: Sources,
    tenant: TenantId,
    which: CollaborationId,
    chosen: Collection[MeasurementId],
    t: Translator,
    *,
    printed_at: datetime,
) -> ComparisonPaper:
    """Without those that no longer count. Raises `MeasurementIsMissing` where fewer than two are left."""
    known = await background_of(sources, tenant, which)
    measured = [one for one in known.series if one.id in chosen]
    if len(measured) < FEWEST:
        raise MeasurementIsMissing
    over = await over_time(sources.instruments, measured, known.events, known.unfinished)
    happened = within(known.past, measured)
    plan = [one.event for one in await sources.log.read_stream(tenant, action_plan_stream(which))]
    asked = actions_since(over, plan)
    async with sources.database.reading(tenant) as connection:
        suggested_in = await measurements_among(connection, tenant, {one.measurement for one in asked})
    actions = await look_back(
        sources.instruments, over, asked, t, series=known.series, suggested_in=suggested_in, events=known.events
    )
    return ComparisonPaper(
        workspace=known.workspace,
        collaboration=known.collaboration,
        over=over,
        happened=happened,
        actions=actions,
        words=await Words.of(sources, tenant, _texts(over, happened, actions), t),
        printed_at=printed_at,
    )


def _texts(over: OverTime, happened: Sequence[Happening], actions: Sequence[LookedBack]) -> list[Text | None]:
    texts = [*texts_of(happened), *(one.state.note for one in over.measured)]
    for one in actions:
        texts.extend((one.action.text, one.action.drop_reason, *(said.words for said in one.said)))
    return texts
