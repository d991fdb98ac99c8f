"""What a workspace holds of somebody who was let in there as an auditor, for that somebody."""

from datetime import datetime
from typing import Final

import msgspec

from domain.audit_access.state import Standing
from domain.ids import SubjectId
from domain.streams import audit_access_stream
from domain.text import Sealed, Text
from infra.access_log import asked_by
from infra.accounts.directory import Membership
from projections.erasures.queries import erasures_of
from services.application.audit_accesses import find_access
from services.application.own_deeds import Deed, ErasureAsked, Told, deed, erasure_asked, open_own, texts, told
from services.application.world import World

ALL: Final = 2**31
"""Lines of the access log."""


class Opening(msgspec.Struct, frozen=True):
    """A line of the access log: what was asked for, and whether it was refused."""

    at: datetime
    method: str
    path: str
    refused: bool


class Audit(msgspec.Struct, frozen=True):
    """Name, address and purpose are as the administrator wrote them; `until` is the first moment without access.

    `opened` has the newest first. A text that was erased is none.
    """

    workspace: str
    slug: str
    pseudonym: SubjectId
    name: str | None
    address: str | None
    purpose: str | None
    granted_at: datetime
    accepted_at: datetime | None
    until: datetime
    opened: tuple[Opening, ...]
    did: tuple[Deed, ...]
    told: tuple[Told, ...]
    erasures: tuple[ErasureAsked, ...]


async def own_audit(world: World, membership: Membership) -> Audit | None:
    """`None` for who is no auditor there, or not any more: with the access ends the tie that would lead to it."""
    tenant, me = membership.workspace.tenant, membership.subject
    access = await find_access(world.log, tenant, me)
    if access is None or access.standing(world.clock.now()) is not Standing.ACTIVE:
        return None
    async with world.database.reading(tenant) as connection:
        asked = await asked_by(connection, tenant, me, ALL)
        erasing = await erasures_of(connection, tenant, me)
    naming = await world.log.read_naming(tenant, me)
    stream = await world.log.read_stream(tenant, audit_access_stream(me))
    recorded = sorted({one.position: one for one in (*naming, *stream)}.values(), key=lambda one: one.position)
    mine = [one for one in recorded if one.event.by == me]
    words = await open_own(world, tenant, me, [*texts(access), *(text for one in mine for text in texts(one.event))])

    def word(text: Text | None) -> str | None:
        return words.get(text) if isinstance(text, Sealed) else None

    return Audit(
        workspace=membership.workspace.name,
        slug=membership.workspace.slug,
        pseudonym=me,
        name=word(access.name),
        address=word(access.email),
        purpose=word(access.purpose),
        granted_at=access.granted_at,
        accepted_at=access.accepted_at,
        until=access.until,
        opened=tuple(Opening(at=one.at, method=one.method, path=one.path, refused=one.refused) for one in asked),
        did=tuple(deed(one, words) for one in mine),
        told=tuple(told(one.event, me) for one in recorded if one.event.by != me),
        erasures=tuple(erasure_asked(one.state) for one in erasing),
    )
