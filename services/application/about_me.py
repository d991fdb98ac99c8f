"""Everything about one person, for that person: what each workspace that they belong to holds under their pseudonym.

Only what they typed themselves, and what is sealed for them, is opened; another person's name or pseudonym is not in
it, even where they typed it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from domain.erasure.state import Erasure
from domain.event import Event
from domain.ids import SubjectId, TenantId
from domain.text import Sealed
from domain.wire import encode_exactly
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra import report_shelf
from infra.accounts import own
from infra.accounts.directory import Membership, find_workspace, memberships_of
from infra.accounts.people import Account
from infra.eventlog.log import Recorded
from projections.erasures.queries import erasures_of
from projections.people.queries import person
from services.application.world import World

TOLD: Final = frozenset(
    {
        "action",
        "ambition",
        "answer",
        "attendance",
        "cell",
        "collaboration",
        "due",
        "instrument",
        "instrument_version",
        "measurement",
        "mode",
        "name",
        "phase",
        "practice",
        "question",
        "role",
        "sector",
        "theme",
        "weight",
    }
)
"""Fields of an event that name no person. What is not in here is not told."""


class Deed(msgspec.Struct, frozen=True):
    """Something that was written under one's pseudonym. `stream` is what it happened to, `kind` the event's topic.

    `texts` are by field; `None` is one that was erased.
    """

    at: datetime
    kind: str
    stream: UUID
    facts: Mapping[str, Any]
    texts: Mapping[str, str | None]


class Told(msgspec.Struct, frozen=True):
    """Something that somebody else wrote about one."""

    at: datetime
    kind: str
    role: Role | None


class Order(msgspec.Struct, frozen=True):
    """A report that one ordered."""

    at: datetime
    measurement: UUID
    language: str


class ErasureAsked(msgspec.Struct, frozen=True):
    """An erasure of oneself."""

    requested_at: datetime
    status: str
    ended_at: datetime | None


class There(msgspec.Struct, frozen=True):
    """What one workspace holds. Name and address are as the administrator wrote them."""

    workspace: str
    slug: str
    pseudonym: SubjectId
    role: Role
    name: str | None
    address: str | None
    invited_at: datetime
    did: tuple[Deed, ...]
    told: tuple[Told, ...]
    reports: tuple[Order, ...]
    erasures: tuple[ErasureAsked, ...]


class Session(msgspec.Struct, frozen=True):
    method: str
    began_at: datetime
    last_seen: date


class Invitation(msgspec.Struct, frozen=True):
    """An open one, to a workspace that one has not joined."""

    workspace: str
    expires_at: datetime


class AboutMe(msgspec.Struct, frozen=True):
    email: str
    since: datetime | None
    ks_role: str | None
    sessions: tuple[Session, ...]
    invitations: tuple[Invitation, ...]
    workspaces: tuple[There, ...]
    gathered_at: datetime


async def about_me(world: World, account: Account) -> AboutMe:
    """Reads, and writes nothing."""
    now = world.clock.now()
    found = [await _there(world, one) for one in await memberships_of(world.database, account.id)]
    return AboutMe(
        email=account.email,
        since=await own.account_since(world.database, account.id),
        ks_role=account.ks_role,
        sessions=tuple(
            Session(method=one.method, began_at=one.began_at, last_seen=one.last_seen)
            for one in await own.sessions_of(world.database, account.id)
        ),
        invitations=tuple([one async for one in _invitations(world, account, now)]),
        workspaces=tuple(there for there in found if there is not None),
        gathered_at=now,
    )


async def _invitations(world: World, account: Account, now: datetime) -> AsyncIterator[Invitation]:
    for one in await own.invitations_to(world.database, account.id, now):
        workspace = await find_workspace(world.database, one.tenant)
        if workspace is not None:
            yield Invitation(workspace=workspace.name, expires_at=one.expires_at)


async def _there(world: World, membership: Membership) -> There | None:
    """`None` where the workspace's own log does not say that they have joined."""
    tenant, me = membership.workspace.tenant, membership.subject
    async with world.database.reading(tenant) as connection:
        who = await person(connection, tenant, me)
        ordered = await report_shelf.ordered_by(connection, tenant, me)
        asked = await erasures_of(connection, tenant, me)
    if who is None or who.standing is not Standing.JOINED:
        return None
    recorded = await world.log.read_naming(tenant, me)
    mine = [one for one in recorded if one.event.by == me]
    opened = await _open_own(world, tenant, me, [*_texts(who), *(text for one in mine for text in _texts(one.event))])
    return There(
        workspace=membership.workspace.name,
        slug=membership.workspace.slug,
        pseudonym=me,
        role=who.role,
        name=opened.get(who.name) if isinstance(who.name, Sealed) else None,
        address=opened.get(who.email) if isinstance(who.email, Sealed) else None,
        invited_at=who.invited_at,
        did=tuple(_deed(one, opened) for one in mine),
        told=tuple(_told(one.event, me) for one in recorded if one.event.by != me),
        reports=tuple(_order(one.order) for one in ordered),
        erasures=tuple(_asked(one.state) for one in asked),
    )


def _order(ordered: report_shelf.Order) -> Order:
    return Order(at=ordered.ordered_at, measurement=ordered.measurement, language=ordered.language)


def _asked(state: Erasure) -> ErasureAsked:
    """Neither who asked nor why: that is for the administrators."""
    return ErasureAsked(requested_at=state.requested_at, status=state.status.value, ended_at=state.ended_at)


def _texts(holder: msgspec.Struct) -> list[Sealed]:
    return [text for name in holder.__struct_fields__ if isinstance(text := getattr(holder, name), Sealed)]


async def _open_own(
    world: World, tenant: TenantId, me: SubjectId, texts: Iterable[Sealed]
) -> Mapping[Sealed, str | None]:
    """Those sealed for oneself or for a thing that has a stream. Another person's stay shut."""
    wanted = set(texts)
    things = await world.log.streams_among(tenant, {text.subject for text in wanted})
    return await world.keyring.open(tenant, [text for text in wanted if text.subject == me or text.subject in things])


def _deed(recorded: Recorded, opened: Mapping[Sealed, str | None]) -> Deed:
    event = recorded.event
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name in TOLD}
    facts = {name: value for name, value in fields.items() if value is not None and not isinstance(value, Sealed)}
    texts = {name: text for name in event.__struct_fields__ if isinstance(text := getattr(event, name), Sealed)}
    return Deed(
        at=event.at,
        kind=event.TOPIC,
        stream=recorded.originator_id,
        facts=msgspec.to_builtins(facts, enc_hook=encode_exactly),
        texts={name: opened[text] for name, text in texts.items() if text in opened},
    )


def _told(event: Event, me: SubjectId) -> Told:
    """Only that it happened, and the role where it is one's own."""
    role = getattr(event, "role", None) if getattr(event, "member", None) == me else None
    return Told(at=event.at, kind=event.TOPIC, role=role)
