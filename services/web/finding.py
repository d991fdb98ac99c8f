"""Finding what a request asks for: who somebody is in the workspace of the path, and what else the path names."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from domain.audit_access.state import Standing
from domain.ids import SubjectId, TenantId
from domain.workspace.events import Role
from infra.access_log import Asked, note_asked
from infra.accounts.directory import Membership, find_membership
from infra.accounts.people import Account
from projections.campaigns.queries import Found as FoundCampaign
from projections.collaborations.queries import Found, collaborations_of
from projections.measurements.queries import Measured
from services.application.dialogue.watching import gathering
from services.application.world import Caller, World
from services.web.place import Capacity, NotFound, Outsider, Place, there
from services.web.presenting.campaigns.groups import groups_in
from services.web.sources import FromLog, FromReadModels, Source

LONGEST_POSITION: Final = 18
"""Digits."""


class Asking(msgspec.Struct, frozen=True):
    """A request for something in a workspace. `path` and `query` are its parameters, `route` the pattern it fits."""

    method: str
    route: str
    address: str
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    roles: frozenset[Capacity]
    """Whom the route is for."""

    def by_auditor(self, auditor: SubjectId, at: datetime) -> Asked:
        refused = Outsider.AUDITOR not in self.roles
        return Asked(auditor, at, method=self.method, route=self.route, path=self.address, refused=refused)


async def find_place(world: World, account: Account, asking: Asking) -> Place:
    """Raises `NotFound` for whatever is not there for this account.

    What an auditor asks for is written down before it is looked for; if it can't be, nothing more happens.
    """
    membership = there(await find_membership(world.database, account.id, asking.path["slug"]))
    caller = Caller(tenant=membership.workspace.tenant, subject=membership.subject)
    async with _source(world, caller.tenant, asking) as (source, behind):
        role = await source.role(caller.subject)
        named = await _named(source, asking) if role is not None else NOTHING_NAMED
        access = await source.audit_access(caller.subject) if role is None else None
    # Only now, when the source's connection is free again: see `_source`.
    if role is not None:
        _must_belong(role, caller, named)
        await _must_concern(world, role, caller, named)
        place = await _place(world, account, membership, role, named, is_behind=behind)
        return await _with_room(world, place) if place.leads and named.measurement else place
    now = world.clock.now()
    if access is None or access.standing(now) is not Standing.ACTIVE:
        raise NotFound
    await note_asked(world.database, caller.tenant, asking.by_auditor(caller.subject, now))
    async with _source(world, caller.tenant, asking) as (source, behind):
        named = await _named(source, asking)
    place = await _place(world, account, membership, Outsider.AUDITOR, named, is_behind=behind)
    return replace(place, audits_until=access.until)


@asynccontextmanager
async def _source(world: World, tenant: TenantId, asking: Asking) -> AsyncIterator[tuple[Source, bool]]:
    """Where to read from, and whether the read models are behind the page's own write.

    Whoever has one connection must not wait for another: as many at once as there are would wait for each other.
    """
    written = _position(asking.query.get("position"))
    async with world.database.reading(tenant) as connection:
        if written is None or await world.read_models.have_reached(connection, tenant, written):
            yield FromReadModels(connection, tenant), False
            return
    yield FromLog(world, tenant), True


class Named(msgspec.Struct, frozen=True):
    """What the path names."""

    collaboration: Found | None = None
    measurement: Measured | None = None
    campaign: FoundCampaign | None = None


NOTHING_NAMED: Final = Named()


async def _named(source: Source, asking: Asking) -> Named:
    path = asking.path
    measured = there(await source.measurement(path["measurement"])) if "measurement" in path else None
    which = measured.state.collaboration if measured else path.get("collaboration")
    return Named(
        collaboration=there(await source.collaboration(which)) if which else None,
        measurement=measured,
        campaign=there(await source.campaign(path["campaign"])) if "campaign" in path else None,
    )


def _must_belong(role: Role, caller: Caller, named: Named) -> None:
    """A participant reaches the collaborations that they belong to."""
    found = named.collaboration
    if found and role is Role.PARTICIPANT and caller.subject not in found.state.participants:
        raise NotFound


async def _must_concern(world: World, role: Role, caller: Caller, named: Named) -> None:
    """A participant reaches the campaigns that a collaboration of theirs is in, or has been in."""
    if named.campaign is None or role is not Role.PARTICIPANT:
        return
    async with world.database.reading(caller.tenant) as connection:
        own = await collaborations_of(connection, caller.tenant, caller.subject)
    if not groups_in(named.campaign.state, own):
        raise NotFound


async def _place(
    world: World, account: Account, membership: Membership, role: Capacity, named: Named, *, is_behind: bool
) -> Place:
    measured = named.measurement
    return Place(
        account=account,
        workspace=membership.workspace,
        caller=Caller(tenant=membership.workspace.tenant, subject=membership.subject),
        role=role,
        is_behind=is_behind,
        of_collaboration=named.collaboration,
        of_measurement=measured,
        of_campaign=named.campaign,
        of_instrument=await world.instruments.by_hash(measured.state.instrument_sha256) if measured else None,
    )


async def _with_room(world: World, place: Place) -> Place:
    async with world.database.reading(place.tenant) as connection:
        return replace(place, of_room=await gathering(connection, place.tenant, place.measurement.id))


def _position(written: str | None) -> int | None:
    """As `see_written` adds it to an address."""
    return int(written) if written and len(written) <= LONGEST_POSITION and written.isdecimal() else None
