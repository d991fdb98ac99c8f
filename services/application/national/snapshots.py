"""Freezing a quarter: which municipalities take part, and with which numbers. As `samson_national` all the way.

What is frozen names municipalities, so no error, log line or event tells any of it but its hash.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from asyncpg import Connection

from domain.civil_time import civil_of
from domain.errors import DomainError
from domain.ids import TenantId
from domain.national.classification import Classification
from domain.national.contribution import CollaborationPart, contributor, parts_of
from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.snapshot import Snapshot
from domain.workspace.state import HOME
from infra.database import Database
from infra.municipalities import municipalities
from infra.national.classifications import newest_classification
from projections.contributions.queries import Sharer, contributions_to
from projections.tracking import find_position, heads_of_all, projection_health

FOLLOWED: Final = "contributions"

FRESH: Final = 30.0
"""Seconds. A projector that lives says more often how far it has come."""

LOOKS: Final = 20
PAUSE: Final = 0.25
"""Seconds between two looks."""


class ContributionsAreBehind(DomainError):
    """Somebody may have stopped sharing in what has not been taken in yet. Nothing was frozen."""

    code = "contributions_are_behind"


async def freeze(connection: Connection, logs: Database, quarter: Quarter) -> Snapshot:
    """What municipalities that share now contribute to the quarter. Raises `ContributionsAreBehind`.

    A quarter can be frozen again: what has been corrected since is in the new snapshot, and the old one stays.

    `logs` is a worker's: it sees how long every log is, and nothing else of any. The national work does not.
    """
    await _wait_until_level(connection, logs)
    classification = await newest_classification(connection)
    return snapshot_of(quarter, await contributions_to(connection, quarter), classification)


async def _wait_until_level(connection: Connection, logs: Database) -> None:
    """All that was in any log when this was asked is taken in: nobody's no from before then is still on its way.

    What comes after may be taken in or not. Waiting for a moment in which nothing is on its way could last for ever.
    """
    async with logs.transaction() as all_logs:
        awaited = await heads_of_all(all_logs)
    for _ in range(LOOKS):
        awaited = {tenant: head for tenant, head in awaited.items() if not await _has_reached(logs, tenant, head)}
        if not awaited and await _is_followed(connection):
            return
        await asyncio.sleep(PAUSE)
    raise ContributionsAreBehind


async def _has_reached(logs: Database, tenant: TenantId, head: int) -> bool:
    async with logs.reading(tenant) as connection:
        return await find_position(connection, tenant, FOLLOWED) >= head


async def _is_followed(connection: Connection) -> bool:
    """The projector lives, and has put no log aside."""
    health = next((one for one in await projection_health(connection) if one.projection == FOLLOWED), None)
    return health is not None and health.seconds_ago <= FRESH and not health.parked_tenants


def snapshot_of(quarter: Quarter, sharers: Sequence[Sharer], classification: Classification) -> Snapshot:
    """One contributor for each municipality that has a number, however many workspaces it has."""
    last_day = last_day_of(quarter)
    parts: dict[str, list[CollaborationPart]] = {}
    for sharer in sharers:
        if sharer.country == HOME and sharer.number is not None:
            number = classification.number_on(sharer.number, last_day)
            parts.setdefault(number, []).extend(parts_of(sharer.contribution, quarter))
    places = {number: place for number in parts if (place := place_of(number, classification, last_day))}
    return Snapshot(
        quarter=quarter,
        contributors=tuple(
            contributor(number, places[number], parts[number]) for number in sorted(places) if parts[number]
        ),
    )


def last_day_of(quarter: Quarter) -> date:
    """By the calendar in Norway."""
    return civil_of(quarter.ends).date() - timedelta(days=1)


def place_of(number: str, classification: Classification, day: date) -> Place | None:
    """`None` for a number that is no municipality's on that day. What nobody has imported is left open.

    The county is the one that was imported for the day, or else the one of the list that comes with the product.
    """
    row = classification.row(number, day)
    county = (row.county if row else None) or _counties().get(number)
    if county is None:
        return None
    return Place(county, row.population, row.kostra) if row else Place(county)


def _counties() -> Mapping[str, str]:
    return {one.number: one.county_number for one in municipalities()}
