"""Writing the years of many municipalities into the log, several at a time, as the pages would have written them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

import msgspec

from domain.event import Act, Event
from domain.ids import SubjectId, TenantId
from domain.streams import workspace_stream
from domain.workspace.decisions import AcceptInvitation, FoundWorkspace, InviteMember, decide, found
from domain.workspace.events import Role
from domain.workspace.state import evolve
from infra.accounts.directory import Workspace, add_membership, insert_workspace, next_tenant
from infra.accounts.people import AccountId, ensure_account
from infra.database import Database
from infra.eventlog.records import NewEvent
from infra.migrations.roles import PROJECTOR, WORKER
from infra.settings import Settings
from projections.follower import LANES, Follower
from projections.registry import PROJECTIONS
from services.application.world import World
from services.application.writing import following
from services.bootstrap import opened_world
from services.cli.bench.years.course import A_QUARTER, Course

AT_ONCE: Final = 4
"""Workspaces that are written at the same time: while one waits for the database, another's events are made."""

PEOPLE: Final = (Role.ADMINISTRATOR, Role.FACILITATOR, *[Role.PARTICIPANT] * 8)

LEADER: Final = "bench@example.org"
"""Whoever asks for the pages is the first administrator of every one of these workspaces."""

SEED: Final = UUID("5a3150a4-0000-5000-8000-00000000be7c")

LONGEST_STATEMENT: Final = 120.0


class Years(msgspec.Struct, frozen=True):
    """How much: the collaborations of each workspace, and the quarters back from now."""

    collaborations: int = 20
    quarters: int = 12


class Written(msgspec.Struct, frozen=True):
    """A workspace and how many events it has."""

    slug: str
    tenant: TenantId
    events: int


async def write_years(
    settings: Settings, numbers: range, years: Years, done: Callable[[Written], None]
) -> list[Written]:
    """The workspaces of these numbers. One that is there already is left as it is, and not in the answer."""
    lanes = asyncio.Semaphore(AT_ONCE)
    async with opened_world(settings, WORKER) as world:
        async with world.database.transaction() as connection:
            account = await ensure_account(connection, LEADER, world.clock.now())

        async def write(number: int) -> Written:
            async with lanes:
                written = await _write_workspace(world, account.id, number, years)
                done(written)
                return written

        return list(await asyncio.gather(*(write(number) for number in numbers)))


async def catch_up(settings: Settings, progress: Callable[[int], None]) -> None:
    """The read models, by the projector's own code. `progress` is told how many positions were moved over."""
    database = Database.opened(settings.role_url(PROJECTOR), size=LANES + 1, statement_timeout=LONGEST_STATEMENT)
    async with database as opened:
        follower = Follower(opened, PROJECTIONS, progress=progress)
        while await follower.catch_up():
            pass


def slug_of(number: int) -> str:
    return f"bench-{number:03}"


async def _write_workspace(world: World, account: AccountId, number: int, years: Years) -> Written:
    draw = Random(number)  # noqa: S311 (repeatable, not secret)
    people = people_of(draw)
    begun = world.clock.now() - A_QUARTER * years.quarters
    tenant, written = await found_workspace(world, account, number, people, begun - timedelta(days=14))
    for place, events in enumerate(_happening(draw, world, people, begun, years), start=1):
        await append_once(world, tenant, f"{slug_of(number)} {place}", events)
        written += len(events)
    return Written(slug_of(number), tenant, written)


def people_of(draw: Random) -> tuple[SubjectId, ...]:
    """The members of a workspace, each with the role that stands at the same place in `PEOPLE`."""
    return tuple(SubjectId(UUID(int=draw.getrandbits(128), version=4)) for _ in PEOPLE)


def address_of(slug: str, place: int) -> str:
    """Of the member at this place in `PEOPLE`."""
    return LEADER if place == 0 else f"{slug}.{place}@example.org"


async def found_workspace(
    world: World, account: AccountId, number: int, people: tuple[SubjectId, ...], at: datetime
) -> tuple[TenantId, int]:
    """With everybody in it; the first of `people` has the account. Answers also how many events that are."""
    tenant, slug = await next_tenant(world.database), slug_of(number)
    await world.log.open_tenant(tenant)
    async with world.database.tenant(tenant) as connection:
        name = f"Prøvekommune {number}"
        await insert_workspace(connection, Workspace(tenant, slug, name, country="NO", kind="municipality"))
        await add_membership(connection, tenant, people[0], account)
    founding = following(workspace_stream(tenant), (), _founded(slug, name, people, at))
    await append_once(world, tenant, f"{slug} 0", founding)
    return tenant, len(founding)


async def append_once(world: World, tenant: TenantId, what: str, events: Sequence[NewEvent]) -> None:
    command = uuid5(SEED, what)
    await world.log.append(tenant, command, command.bytes, events)


def _founded(slug: str, name: str, people: tuple[SubjectId, ...], at: datetime) -> Iterator[Event]:
    act = Act(by=people[0], at=at)
    (first,) = found(FoundWorkspace(slug=slug, name=name), act)
    yield first
    state = evolve(None, first)
    for number, (subject, role) in enumerate(zip(people, PEOPLE, strict=True)):
        email = address_of(slug, number)
        invite = InviteMember(member=subject, role=role, email=email, name=f"Prøveperson {number + 1}")
        for command in (invite, AcceptInvitation(member=subject)):
            for event in decide(state, command, act):
                yield event
                state = evolve(state, event)


def _happening(
    draw: Random, world: World, people: tuple[SubjectId, ...], begun: datetime, years: Years
) -> Iterator[list[NewEvent]]:
    """Quarter by quarter, so that what one collaboration did lies scattered among what the others did."""
    by, instrument = people[1], world.instruments.newest()
    courses = [Course(draw, number, people, instrument) for number in range(years.collaborations)]
    begins = [draw.choice((0, 0, 0, draw.randrange(years.quarters))) for _ in courses]
    for quarter in range(years.quarters):
        at, last = begun + A_QUARTER * quarter, quarter == years.quarters - 1
        for course, begin in zip(courses, begins, strict=True):
            if begin == quarter:
                yield course.formed(by, at)
            if begin <= quarter and (events := course.quarter(quarter, by, at, last=last)):
                yield events
