"""What a municipality contributes, as it sees it itself: exactly what would be frozen of its own, and no other's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from asyncpg import Connection

from domain.civil_time import civil_of
from domain.ids import TenantId
from domain.national.classification import Classification
from domain.national.contribution import CollaborationPart, Contribution, contributor, parts_of
from domain.national.groups import GroupId, GroupKind, Place, group, groups_of
from domain.national.quarter import Quarter
from domain.national.snapshot import Contributor
from infra.clock import Clock
from infra.national.classifications import newest_classification
from projections.contributions.queries import Sharing, contribution_over
from services.application.national.snapshots import last_day_of, place_of


class OwnQuarter(msgspec.Struct, frozen=True):
    """This workspace's part in a quarter. `contributor` is none where nothing of it was closed in the quarter."""

    quarter: Quarter
    is_over: bool
    parts: Sequence[CollaborationPart]
    contributor: Contributor | None


class OwnView(msgspec.Struct, frozen=True):
    """`place` is where the municipality stands today, none for a number that is no municipality's.

    `new_since` says which municipalities became a part of this one, and when: its series begins anew there.
    """

    place: Place | None
    quarters: Sequence[OwnQuarter]
    new_since: Mapping[str, date]

    @property
    def groups(self) -> Sequence[GroupId]:
        """Which the municipality's numbers are candidates for; none without any number."""
        if self.place is None:
            return ()
        themes = {part.theme for one in self.quarters for part in one.parts if part.theme is not None}
        return (*groups_of(self.place), *(group(GroupKind.THEME, theme) for theme in sorted(themes)))


async def own_view(connection: Connection, tenant: TenantId, sharing: Sharing, clock: Clock) -> OwnView:
    """This quarter so far, and the last one that is over."""
    now, today = Quarter.of(clock.now()), civil_of(clock.now()).date()
    classification = await newest_classification(connection)
    quarters = await own_quarters(connection, tenant, sharing, (now, now.later(-1)), clock)
    number = classification.number_on(sharing.number or "", today)
    return OwnView(
        place=place_of(number, classification, today) if sharing.is_counted else None,
        quarters=quarters,
        new_since=classification.new_series(number, today),
    )


async def own_quarters(
    connection: Connection, tenant: TenantId, sharing: Sharing, quarters: Sequence[Quarter], clock: Clock
) -> Sequence[OwnQuarter]:
    """In the order in which they are asked for."""
    if not quarters:
        return ()
    contribution = await contribution_over(connection, tenant, min(quarters), max(quarters))
    classification, now = await newest_classification(connection), clock.now()
    return [_own_quarter(quarter, contribution, classification, sharing, now) for quarter in quarters]


def _own_quarter(
    quarter: Quarter, contribution: Contribution, classification: Classification, sharing: Sharing, now: datetime
) -> OwnQuarter:
    parts = parts_of(contribution, quarter)
    day = min(civil_of(now).date(), last_day_of(quarter))
    number = classification.number_on(sharing.number or "", day)
    place = place_of(number, classification, day)
    one = contributor(number, place, parts) if place and parts else None
    return OwnQuarter(quarter, quarter < Quarter.of(now), parts, one)
