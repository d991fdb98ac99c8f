"""Which of a workspace's collaborations need somebody now, and why. Nothing is ranked by its figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from domain.collaboration.events import Theme
from domain.ids import CollaborationId
from domain.instrument.model import Field, Language
from domain.measurement.state import Status
from domain.scoring.figure_name import FigureName, Kind
from infra.instruments import InstrumentLibrary
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured, Summary
from services.reports.comparison import readable
from services.reports.overall_profile import overall_spider
from services.reports.spider import Spider

A_QUARTER: Final = timedelta(days=92)
"""After so long it is time to measure again: re-measurement is quarterly by default."""


class Need(StrEnum):
    """In the order in which the page shows them."""

    UNDER_WAY = "under_way"
    NOT_MEASURED = "not_measured"
    LONG_AGO = "long_ago"
    NOTHING = "nothing"


class Card(msgspec.Struct, frozen=True):
    """`practice` tells that the measurement under way is one for practice."""

    id: CollaborationId
    name: str
    theme: Theme
    need: Need
    under_way: Summary | None
    spider: Spider | None
    measured_at: datetime | None
    open_actions: int


def overview(
    collaborations: Sequence[Found],
    measurements: Sequence[Summary],
    latest: Sequence[Measured],
    actions: Mapping[CollaborationId, int],
    now: datetime,
    *,
    spider: Mapping[CollaborationId, Spider],
) -> Mapping[Need, Sequence[Card]]:
    """Only needs that somebody has; within each, what has waited longest comes first."""
    under_way = {one.collaboration: one for one in measurements if one.status in {Status.OPEN, Status.PAUSED}}
    measured = {one.state.collaboration: one.state.started_at for one in latest}
    cards = [
        Card(
            id=found.id,
            name=found.state.name,
            theme=found.state.theme,
            need=_need(under_way.get(found.id), measured.get(found.id), now),
            under_way=under_way.get(found.id),
            spider=spider.get(found.id),
            measured_at=measured.get(found.id),
            open_actions=actions.get(found.id, 0),
        )
        for found in collaborations
    ]
    waiting = sorted(cards, key=lambda card: card.measured_at or datetime.min.replace(tzinfo=now.tzinfo))
    groups = {need: [card for card in waiting if card.need is need] for need in Need}
    return {need: group for need, group in groups.items() if group}


def _need(under_way: Summary | None, measured_at: datetime | None, now: datetime) -> Need:
    if under_way is not None:
        return Need.UNDER_WAY
    if measured_at is None:
        return Need.NOT_MEASURED
    return Need.LONG_AGO if now - measured_at > A_QUARTER else Need.NOTHING


def _why(home: str, measured: Measured) -> Callable[[Field], str]:
    return lambda field: f"{home}/measurements/{measured.id}/why/{FigureName(Kind.SCORE, field.id)}"


async def small_spiders(
    latest: Sequence[Measured],
    instruments: InstrumentLibrary,
    titles: Mapping[CollaborationId, str],
    language: Language,
    *,
    home: str,
) -> Mapping[CollaborationId, Spider]:
    """One for each last closed measurement that can be shown; `titles` by collaboration, whose others are left out.

    Each axis leads to what its score is made of. `home` is the workspace's address.
    """
    return {
        one.state.collaboration: overall_spider(
            titles[one.state.collaboration],
            await instruments.by_hash(one.state.instrument_sha256),
            one.state.figures,
            language,
            href=_why(home, one),
            figure_id=f"profile-{one.id}",
        )
        for one in await readable(instruments, latest)
        if one.state.figures is not None and one.state.collaboration in titles
    }
