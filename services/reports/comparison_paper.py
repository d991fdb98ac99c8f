"""Two or more measurements of a collaboration on paper: what is compared, gathered and with its texts opened."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from domain.collaboration.state import Collaboration
from domain.happenings import Happening
from domain.ids import CollaborationId, MeasurementId, TenantId
from domain.streams import action_plan_stream
from domain.text import Text
from infra.accounts.directory import find_workspace
from infra.translation.translator import Translator
from projections.collaborations.queries import collaboration
from projections.measurements.queries import closed_measurements, summaries_of
from services.reports.comparison import readable
from services.reports.content import MeasurementIsMissing
from services.reports.happened import texts_of
from services.reports.looked_back import LookedBack, actions_since, look_back
from services.reports.over_time import OverTime, over_time
from services.reports.past import past_of, unfinished, within
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
    workspace = await find_workspace(sources.database, tenant)
    async with sources.database.reading(tenant) as connection:
        found = await collaboration(connection, tenant, which)
        closed = await closed_measurements(connection, tenant, which)
        listed = await summaries_of(connection, tenant, which)
    series = await readable(sources.instruments, closed)
    measured = [one for one in series if one.id in chosen]
    if workspace is None or found is None or len(measured) < FEWEST:
        raise MeasurementIsMissing
    events, past = await past_of(sources.log, tenant, which, listed)
    over = await over_time(sources.instruments, measured, events, unfinished(listed))
    happened = within(past, measured)
    plan = [one.event for one in await sources.log.read_stream(tenant, action_plan_stream(which))]
    asked = actions_since(over, plan)
    actions = await look_back(sources.instruments, over, asked, t, series=series, events=events)
    return ComparisonPaper(
        workspace=workspace.name,
        collaboration=found.state,
        over=over,
        happened=happened,
        actions=actions,
        words=await Words.of(sources.keyring, tenant, _texts(over, happened, actions), t),
        printed_at=printed_at,
    )


def _texts(over: OverTime, happened: Sequence[Happening], actions: Sequence[LookedBack]) -> list[Text | None]:
    texts = [*texts_of(happened), *(one.state.note for one in over.measured)]
    for one in actions:
        texts.extend((one.action.text, one.action.drop_reason, *(said.words for said in one.said)))
    return texts
