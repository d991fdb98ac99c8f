"""`samson bench campaign`: a round of many municipalities opened, and its letters handed over, beside bare SMTP."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID, uuid5

import click
import msgspec

from domain.campaign.events import CampaignPlanned
from domain.civil_time import civil_of
from domain.collaboration import events as happened
from domain.event import Event
from domain.ids import CollaborationId, PartnerId, SubjectId, TenantId
from domain.measurement.events import MeasurementStarted
from domain.planning.plan import Plan
from domain.planning.usual import usual_plan
from domain.sectors import Sector
from domain.themes import Theme
from infra.accounts.people import ensure_account
from infra.eventlog.log import EventLog
from infra.migrations.roles import WORKER
from infra.settings import Settings
from services.application.campaigns.inviting import CAMPAIGN_INVITATION
from services.application.campaigns.turning import turn_campaigns
from services.application.outbox import Outcome, drain
from services.application.world import World
from services.application.writing import following
from services.bootstrap import opened_handlers, opened_world
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.mail import bare_rate, sink
from services.cli.bench.years.writing import LEADER, append_once, found_workspace, people_of, slug_of
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

AT_ONCE: Final = 4
"""Workspaces that are made at the same time."""

LONGEST: Final = timedelta(hours=2)
BARE: Final = 5000
"""Letters of the baseline at most: its rate does not depend on how many there are."""

A_DAY: Final = timedelta(days=1)


class Country(msgspec.Struct, frozen=True):
    """How much: each collaboration has all of its workspace's ten people, and all measure in the same round."""

    workspaces: int
    collaborations: int

    @property
    def groups(self) -> int:
        return self.workspaces * self.collaborations


@click.command(epilog="Example:  samson bench campaign --workspaces 357")
@click.option("--workspaces", default=5, show_default=True, type=click.IntRange(1), help="Each with a campaign.")
@click.option("--collaborations", default=20, show_default=True, type=click.IntRange(1), help="Of each workspace.")
@json_option
@state_option
def campaign(*, workspaces: int, collaborations: int, as_json: bool, state: Path | None) -> None:
    """One round, opened by the worker's own code; then every invitation judged, written, sent and noted in the log.

    The baseline hands letters of that length, written before, to smtplib over one connection.
    """
    with running(state) as settings, scratch_database(settings) as scratch, sink() as smtp_url:
        there = msgspec.structs.replace(scratch, smtp_url=smtp_url, mail_pace=0)
        tell(asyncio.run(measure(there, Country(workspaces, collaborations))), as_json=as_json)


async def measure(settings: Settings, country: Country) -> Result:
    say = telling("campaign")
    async with opened_world(settings, WORKER) as world:
        tenants = await seeded(world, country)
        say(f"{country.groups:,} groups are there; their round opens")
        seconds = await _opened(world, country, tenants)
        opening = country.groups / seconds
        say(f"opened in {seconds:.1f} s; the letters go")
        letters, took = await _handed_over(world, settings)
    say(f"{letters:,} letters in {took:.0f} s; the baseline")
    return result(
        "campaign",
        "letters/s",
        [letters / took],
        ("smtplib, one connection, mails written before", [bare_rate(settings.smtp_url, min(letters, BARE))]),
        "higher",
        measurements=country.groups,
        letters=letters,
        opening_seconds=round(seconds, 2),
        measurements_opened_per_second=round(opening, 1),
        handing_over_seconds=round(took, 1),
    )


async def seeded(world: World, country: Country) -> list[TenantId]:
    """Its workspaces, by number. The first round of each is due."""
    async with world.database.transaction() as connection:
        account = await ensure_account(connection, LEADER, world.clock.now())
    lanes, begun = asyncio.Semaphore(AT_ONCE), world.clock.now() - 7 * A_DAY

    async def make(number: int) -> TenantId:
        async with lanes:
            people = people_of(Random(number))  # noqa: S311 (repeatable, not secret)
            tenant, _ = await found_workspace(world, account.id, number, people, begun)
            for one in range(country.collaborations):
                which = CollaborationId(uuid5(people[0], str(one)))
                events = following(which, (), _formed(which, people, one, begun + A_DAY))
                await append_once(world, tenant, f"{slug_of(number)} {one + 1}", events)
            planned = CampaignPlanned(at=begun + A_DAY, by=people[0], name="Kvartalet", plan=_plan(begun))
            stream = uuid5(people[0], "campaign")
            await append_once(world, tenant, f"{slug_of(number)} campaign", following(stream, (), [planned]))
            return tenant

    return list(await asyncio.gather(*(make(number) for number in range(country.workspaces))))


def _formed(which: UUID, people: tuple[SubjectId, ...], number: int, at: datetime) -> Iterator[Event]:
    by, sectors = people[0], (Sector.MUNICIPALITY, Sector.SOCIAL_ENTERPRISE)
    yield happened.CollaborationFormed(at=at, by=by, name=f"Verkstedet {number}", theme=Theme.YOUNG_PEOPLE)
    partners = {PartnerId(uuid5(which, sector)): sector for sector in sectors}
    for partner, sector in partners.items():
        yield happened.PartnerJoined(at=at, by=by, partner=partner, name=f"Partner {sector}", sector=sector)
    for place, participant in enumerate(people):
        partner = tuple(partners)[place % len(partners)]
        yield happened.ParticipantJoined(at=at, by=by, participant=participant, partner=partner)


def _plan(begun: datetime) -> Plan:
    """Due three days after it was made, and so by now."""
    first = civil_of(begun + 3 * A_DAY).replace(second=0, microsecond=0)
    return msgspec.structs.replace(usual_plan(begun), begins=first.date(), opens_at=first.time(), rule=None)


async def _opened(world: World, country: Country, tenants: list[TenantId]) -> float:
    """Seconds, tick after tick without the minute in between."""
    began = time.perf_counter()
    while await _begun(world.log, tenants) < country.groups:
        await turn_campaigns(world)
        if time.perf_counter() - began > LONGEST.total_seconds():
            raise CommandFailed("the rounds do not open")
    return time.perf_counter() - began


async def _begun(log: EventLog, tenants: list[TenantId]) -> int:
    return sum([len(await log.read_kinds(tenant, [MeasurementStarted])) for tenant in tenants])


async def _handed_over(world: World, settings: Settings) -> tuple[int, float]:
    """How many letters, and seconds."""
    async with opened_handlers(world, settings) as handlers:
        began = time.perf_counter()
        letters = {CAMPAIGN_INVITATION: handlers[CAMPAIGN_INVITATION]}
        outcomes: Mapping[Outcome, int] = await drain(world.database, letters, LONGEST)
        took = time.perf_counter() - began
    if set(outcomes) != {Outcome.DONE}:
        raise CommandFailed(f"not all letters were sent: {dict(outcomes)}")
    return outcomes[Outcome.DONE], took
