"""Everything about one person, for that person: what each workspace that they reach holds under their pseudonym.

Only what they typed themselves, and what is sealed for them, is opened; another person's name or pseudonym is not in
it, even where they typed it.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.ids import KS, SubjectId
from domain.text import Sealed
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra import report_shelf
from infra.accounts import own
from infra.accounts.access_tokens import AccessToken, tokens_of
from infra.accounts.directory import Membership, find_workspace, memberships_of
from infra.accounts.ks_people import find_ks_person
from infra.accounts.people import Account
from infra.mail.choices import Choice, choice_of
from infra.mail.returned import OwnLetter, letters_to
from infra.reminders import Reminded, reminded_of
from projections.erasures.queries import erasures_of
from projections.people.queries import person
from services.application.own_audit import Audit, own_audit
from services.application.own_deeds import Deed, ErasureAsked, Told, deed, erasure_asked, open_own, texts, told
from services.application.world import World


class Order(msgspec.Struct, frozen=True):
    """A file that one ordered: a report, answer sheets and so on. `about` is the id of what it is about."""

    at: datetime
    about: UUID
    language: str
    kind: str


class Token(msgspec.Struct, frozen=True):
    """An access token that one has issued and that still opens something."""

    name: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    last_used: date | None


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
    tokens: tuple[Token, ...]
    letters: Choice
    reminded: tuple[Reminded, ...]
    posted: tuple[OwnLetter, ...]


class Session(msgspec.Struct, frozen=True):
    method: str
    began_at: datetime
    last_seen: date


class Invitation(msgspec.Struct, frozen=True):
    """An open one, to a workspace that one has not joined."""

    workspace: str
    expires_at: datetime


class AtKs(msgspec.Struct, frozen=True):
    """What KS's own log holds, of somebody at KS who has done something there."""

    pseudonym: SubjectId
    did: tuple[Deed, ...]


class AboutMe(msgspec.Struct, frozen=True):
    email: str
    since: datetime | None
    ks_role: str | None
    sessions: tuple[Session, ...]
    invitations: tuple[Invitation, ...]
    workspaces: tuple[There, ...]
    audits: tuple[Audit, ...]
    """Where they read as an auditor."""
    ks: AtKs | None
    gathered_at: datetime


async def about_me(world: World, account: Account) -> AboutMe:
    """Reads, and writes nothing."""
    now = world.clock.now()
    memberships = await memberships_of(world.database, account.id)
    found = [await _there(world, one) for one in memberships]
    audits = [await own_audit(world, one) for one in memberships]
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
        audits=tuple(audit for audit in audits if audit is not None),
        ks=await _at_ks(world, account),
        gathered_at=now,
    )


async def _invitations(world: World, account: Account, now: datetime) -> AsyncIterator[Invitation]:
    for one in await own.invitations_to(world.database, account.id, now):
        workspace = await find_workspace(world.database, one.tenant)
        if workspace is not None:
            yield Invitation(workspace=workspace.name, expires_at=one.expires_at)


async def _at_ks(world: World, account: Account) -> AtKs | None:
    me = await find_ks_person(world.database, account.id)
    if me is None:
        return None
    mine = [one for one in await world.log.read_naming(KS, me) if one.event.by == me]
    opened = await open_own(world, KS, me, [text for one in mine for text in texts(one.event)])
    return AtKs(pseudonym=me, did=tuple(deed(one, opened) for one in mine))


async def _there(world: World, membership: Membership) -> There | None:
    """`None` where the workspace's own log does not say that they have joined."""
    tenant, me = membership.workspace.tenant, membership.subject
    async with world.database.reading(tenant) as connection:
        who = await person(connection, tenant, me)
        ordered = await report_shelf.ordered_by(connection, tenant, me)
        asked = await erasures_of(connection, tenant, me)
        letters = await choice_of(connection, tenant, me)
        reminded = await reminded_of(connection, tenant, me)
        posted = await letters_to(connection, tenant, me)
    if who is None or who.standing is not Standing.JOINED:
        return None
    recorded = await world.log.read_naming(tenant, me)
    mine = [one for one in recorded if one.event.by == me]
    opened = await open_own(world, tenant, me, [*texts(who), *(text for one in mine for text in texts(one.event))])
    return There(
        workspace=membership.workspace.name,
        slug=membership.workspace.slug,
        pseudonym=me,
        role=who.role,
        name=opened.get(who.name) if isinstance(who.name, Sealed) else None,
        address=opened.get(who.email) if isinstance(who.email, Sealed) else None,
        invited_at=who.invited_at,
        did=tuple(deed(one, opened) for one in mine),
        told=tuple(told(one.event, me) for one in recorded if one.event.by != me),
        reports=tuple(_order(one.order) for one in ordered),
        erasures=tuple(erasure_asked(one.state) for one in asked),
        tokens=tuple(_token(one) for one in await tokens_of(world.database, tenant, me, world.clock.now())),
        letters=letters,
        reminded=tuple(reminded),
        posted=tuple(posted),
    )


def _token(one: AccessToken) -> Token:
    return Token(one.name, tuple(sorted(one.scopes)), one.issued_at, one.expires_at, one.last_used)


def _order(ordered: report_shelf.Order) -> Order:
    return Order(at=ordered.ordered_at, about=ordered.about, language=ordered.language, kind=ordered.kind)
