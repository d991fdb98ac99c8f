"""Which of a workspace's collaborations need somebody now, and why. Nothing is ranked by its figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

import msgspec

from domain.action_plan.state import Action
from domain.ids import CollaborationId
from domain.instrument.model import Field, Language
from domain.measurement.state import Measurement, Status
from domain.scoring.figure_name import FigureName, Kind
from domain.sectors import Sector
from domain.themes import Theme
from infra.instruments import InstrumentLibrary
from infra.translation.writing import OSLO, day_of
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured, Summary
from services.reports.comparison import readable
from services.reports.overall_profile import overall_spider
from services.reports.spider import Spider
from services.web.presenting.roster import norwegian_order

A_QUARTER: Final = timedelta(days=92)
"""After so long it is time to measure again: re-measurement is quarterly by default."""

SOON: Final = timedelta(days=14)
"""An action that is due within this time is worth a question now."""

MONTHS: Final = 3
"""Of a quarter."""


class Need(StrEnum):
    """In the order in which the page shows them."""

    UNDER_WAY = "under_way"
    NOT_MEASURED = "not_measured"
    LONG_AGO = "long_ago"
    NOTHING = "nothing"


class Quarter(msgspec.Struct, frozen=True, order=True):
    """Of a calendar year in Norway; `number` is 1 to 4. As a text it stands in addresses."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class OpenActions(msgspec.Struct, frozen=True):
    """How many are agreed or started, and of these: how many are past their date, and due soon."""

    count: int = 0
    overdue: int = 0
    due: int = 0


class Card(msgspec.Struct, frozen=True):
    """`quarter` is the one that its last measurement counts in."""

    id: CollaborationId
    name: str
    theme: Theme
    sectors: frozenset[Sector]
    need: Need
    under_way: Summary | None
    measured_at: datetime | None
    quarter: Quarter | None
    actions: OpenActions


def quarter_of(moment: datetime) -> Quarter:
    day = moment.astimezone(OSLO)
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def cards(
    collaborations: Sequence[Found],
    measurements: Sequence[Summary],
    latest: Sequence[Measured],
    actions: Mapping[CollaborationId, OpenActions],
    now: datetime,
) -> list[Card]:
    """By need, and then by name."""
    under_way = {one.collaboration: one for one in measurements if one.status in {Status.OPEN, Status.PAUSED}}
    last = {one.state.collaboration: one.state for one in latest}
    found = [_card(one, under_way.get(one.id), last.get(one.id), actions, now) for one in collaborations]
    order = list(Need)
    return sorted(found, key=lambda card: (order.index(card.need), norwegian_order(card.name), card.id))


def _card(
    found: Found,
    under_way: Summary | None,
    last: Measurement | None,
    actions: Mapping[CollaborationId, OpenActions],
    now: datetime,
) -> Card:
    measured_at = last.started_at if last else None
    return Card(
        id=found.id,
        name=found.state.name,
        theme=found.state.theme,
        sectors=frozenset(partner.sector for partner in found.state.partners.values()),
        need=_need(under_way, measured_at, now),
        under_way=under_way,
        measured_at=measured_at,
        quarter=quarter_of(last.first_closed_at or last.started_at) if last else None,
        actions=actions.get(found.id, OpenActions()),
    )


def by_need(shown: Sequence[Card]) -> Mapping[Need, Sequence[Card]]:
    """Only needs that somebody has. `shown` is in the order of `cards`."""
    return {need: list(group) for need, group in groupby(shown, key=lambda card: card.need)}


def _need(under_way: Summary | None, measured_at: datetime | None, now: datetime) -> Need:
    if under_way is not None:
        return Need.UNDER_WAY
    if measured_at is None:
        return Need.NOT_MEASURED
    return Need.LONG_AGO if now - measured_at > A_QUARTER else Need.NOTHING


def counted(actions: Sequence[Action], now: datetime) -> Mapping[CollaborationId, OpenActions]:
    """Those that are open, by collaboration. An action is due until its day is over in Norway."""
    today = day_of(now)
    found: dict[CollaborationId, OpenActions] = {}
    for action in actions:
        before = found.get(action.collaboration, OpenActions())
        found[action.collaboration] = OpenActions(
            count=before.count + 1,
            overdue=before.overdue + action.is_overdue(today),
            due=before.due + _is_due(action.due, today),
        )
    return found


def _is_due(due: date | None, today: date) -> bool:
    return due is not None and today <= due <= today + SOON


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
    titled = [one for one in latest if one.state.collaboration in titles]
    return {
        one.state.collaboration: overall_spider(
            titles[one.state.collaboration],
            await instruments.by_hash(one.state.instrument_sha256),
            one.state.figures,
            language,
            href=_why(home, one),
            figure_id=f"profile-{one.id}",
        )
        for one in await readable(instruments, titled)
        if one.state.figures is not None
    }
