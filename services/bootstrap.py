"""The only wiring: what a process is made of."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from redis.asyncio import Redis

from domain.national.history import History
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Snapshot
from infra.clock import SystemClock
from infra.database import Database
from infra.dialogue.ballot_seal import BallotSeal
from infra.dialogue.knocks import Knocks
from infra.dialogue.roll_seal import RollSeal
from infra.doorbell import Doorbell
from infra.eventlog.bell import ProjectorBell
from infra.eventlog.log import EventLog
from infra.instruments import TakenInFiles, shipped_instruments
from infra.keys.keyring import Keyring
from infra.mail.answer_links import AnswerLinks
from infra.mail.connections import Connections
from infra.mail.mailer import Mailer, mail_server
from infra.mail.pace import Pace, Rule
from infra.mail.return_paths import ReturnPaths
from infra.national.noise_secret import noise_secret
from infra.national.papers import PRINT_RELEASE
from infra.rate_limit import RateLimiter
from infra.recurrence import Rules
from infra.report_shelf import RENDER
from infra.settings import Role, Settings
from projections.reading import ReadModels
from projections.registry import PROJECTIONS
from services.application.announcing import announce
from services.application.audit_accesses import AUDIT_ENDING
from services.application.campaigns.inviting import CAMPAIGN_REMINDING
from services.application.campaigns.reminding import remind_of_round
from services.application.checkpoints.handing_over import ask_witness, put_into_folder
from services.application.checkpoints.signing import FILE, WITNESS, Notary
from services.application.dialogue.clearing import CLEAR_ROOM, clear_room
from services.application.erasures import CARRY_OUT
from services.application.forgetting import carry_out
from services.application.leaving import end_audit_tie, end_tie
from services.application.national.snapshots import freeze
from services.application.outbox import Handler
from services.application.printing import print_report
from services.application.proposals import ANNOUNCING
from services.application.releases.computing import NationalWork, Protected, TellProgress, compute_release
from services.application.releases.deciding import COMPUTE_RELEASE
from services.application.releases.printing import print_release
from services.application.work import letters
from services.application.workspaces import LEAVING
from services.application.world import World
from services.disclosure.gate import propose
from services.reports.national_paper.printing import NationalPress, print_paper
from services.reports.national_tables.published import PublishedIssues
from services.reports.rendering import Press, give_up, render_report

NATIONAL_TIMEOUT: Final = 60.0
"""Seconds. A quarter is frozen from what every municipality contributes."""

RELEASE_READERS: Final = 4
"""Connections as `samson_ks`: a release is one row, and its pages may be kept by browsers."""


@asynccontextmanager
async def opened_world(settings: Settings, role: Role) -> AsyncIterator[World]:
    """Everything that use cases need, connected as `role` (`samson_web` or `samson_worker`) until the end."""
    keys = settings.master_keys
    async with (
        Database.opened(settings.role_url(role)) as database,
        Keyring.opened(settings.role_url("samson_keyring"), keys) as keyring,
        Database.opened(settings.role_url("samson_ks"), size=RELEASE_READERS) as releases,
        Redis.from_url(settings.redis_url) as valkey,
    ):
        doorbell, bell = Doorbell(settings.redis_url), ProjectorBell(database)
        log = EventLog(database, keyring, bell=bell)
        instruments = shipped_instruments(TakenInFiles(database, log))
        try:
            await instruments.look_further()
            yield World(
                database=database,
                log=log,
                read_models=ReadModels(database, [projection.name for projection in PROJECTIONS]),
                keyring=keyring,
                instruments=instruments,
                clock=SystemClock(),
                doorbell=doorbell,
                limiter=RateLimiter(valkey, keys.derive("rate-limit")),
                knocks=Knocks(valkey),
                ballot_seal=BallotSeal(keys),
                recurrence=Rules(),
                roll_seal=RollSeal(keys),
                answer_links=AnswerLinks(keys),
                releases=releases,
                fingerprint_key=keys.derive("request-fingerprint"),
            )
        finally:
            await bell.close()
            doorbell.close()


def notary_of(world: World, settings: Settings) -> Notary:
    """Who signs checkpoints, and hands them over as the operator has set it up. `world` is the worker's."""
    ways = {FILE: settings.checkpoint_dir, WITNESS: settings.witness_url}
    return Notary(world, settings.log_name, tuple(kind for kind, address in ways.items() if address))


@asynccontextmanager
async def opened_mailer(settings: Settings) -> AsyncIterator[Mailer]:
    """Its connections to the mail server are kept for one letter after another until the end."""
    keys, mail_from = settings.master_keys, settings.mail_from
    async with (
        Redis.from_url(settings.redis_url) as valkey,
        Connections(mail_server(settings.smtp_url), mail_from.rpartition("@")[2]) as connections,
    ):
        pace = Pace(valkey, keys.derive("mail-pace"), Rule(settings.mail_pace))
        yield Mailer(connections, mail_from, pace, return_paths_of(settings))


def return_paths_of(settings: Settings) -> ReturnPaths | None:
    """`None` where the operator has set up no address that letters come back to."""
    return ReturnPaths(settings.mail_return, settings.master_keys) if settings.mail_return else None


@asynccontextmanager
async def opened_handlers(
    world: World, settings: Settings, stopping: asyncio.Event | None = None
) -> AsyncIterator[Mapping[str, Handler]]:
    """Every kind of work that the outbox can hold, and who does it, until the end. `world` is the worker's.

    `stopping` is set when the worker is told to stop; what takes long and is easily begun again is broken off then.
    """
    async with opened_mailer(settings) as mailer, opened_national(settings) as national:
        yield _handlers(world, settings, mailer, national, stopping or asyncio.Event())


@asynccontextmanager
async def opened_national(settings: Settings) -> AsyncIterator[NationalWork]:
    """What the country's figures are computed with, connected as `samson_national`. No page has it."""
    url = settings.role_url("samson_national")
    async with Database.opened(url, size=2, statement_timeout=NATIONAL_TIMEOUT) as database:
        secret = partial(noise_secret, keys=settings.master_keys)
        yield NationalWork(database=database, freeze=freeze, protect=_protect, secret=secret)


def _protect(snapshot: Snapshot, history: History, rules: RuleSet, secret: bytes, tell: TellProgress) -> Protected:
    proposed = propose(snapshot, history, rules, secret, tell)
    return proposed.release, proposed.report


def _handlers(
    world: World, settings: Settings, mailer: Mailer, national: NationalWork, stopping: asyncio.Event
) -> Mapping[str, Handler]:
    notary = notary_of(world, settings)
    press = Press(world.database, world.log, world.keyring, world.instruments, world.clock, settings.assets_dir)
    national_press = NationalPress(
        world.database, PublishedIssues(world.releases), world.instruments, world.clock, settings
    )
    return {
        **letters(notary, mailer, settings.base_url),
        FILE: partial(put_into_folder, notary, settings.checkpoint_dir),
        WITNESS: partial(ask_witness, notary, settings.witness_url),
        LEAVING: partial(end_tie, world),
        CARRY_OUT: partial(carry_out, world, settings.mail_catcher_dir),
        AUDIT_ENDING: partial(end_audit_tie, world),
        ANNOUNCING: partial(announce, world),
        CAMPAIGN_REMINDING: partial(remind_of_round, world),
        CLEAR_ROOM: partial(clear_room, world),
        COMPUTE_RELEASE: partial(compute_release, world, national),
        PRINT_RELEASE: partial(print_release, partial(print_paper, national_press), stopping),
        RENDER: partial(print_report, partial(render_report, press), partial(give_up, press)),
    }
