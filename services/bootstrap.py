"""The only wiring: what a process is made of."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from redis.asyncio import Redis

from infra.clock import SystemClock
from infra.database import Database
from infra.dialogue.ballot_seal import BallotSeal
from infra.dialogue.knocks import Knocks
from infra.doorbell import Doorbell
from infra.eventlog.bell import ProjectorBell
from infra.eventlog.log import EventLog
from infra.instruments import TakenInFiles, shipped_instruments
from infra.keys.keyring import Keyring
from infra.mail.mailer import Mailer, mail_server
from infra.rate_limit import RateLimiter
from infra.recurrence import Rules
from infra.report_shelf import RENDER
from infra.settings import Role, Settings
from projections.reading import ReadModels
from projections.registry import PROJECTIONS
from services.application.audit_accesses import AUDIT_ENDING
from services.application.checkpoints.handing_over import ask_witness, put_into_folder
from services.application.checkpoints.signing import FILE, WITNESS, Notary
from services.application.dialogue.clearing import CLEAR_ROOM, clear_room
from services.application.erasures import CARRY_OUT
from services.application.forgetting import carry_out
from services.application.leaving import end_audit_tie, end_tie
from services.application.outbox import Handler
from services.application.printing import print_report
from services.application.work import letters
from services.application.workspaces import LEAVING
from services.application.world import World
from services.reports.rendering import Press, give_up, render_report


@asynccontextmanager
async def opened_world(settings: Settings, role: Role) -> AsyncIterator[World]:
    """Everything that use cases need, connected as `role` (`samson_web` or `samson_worker`) until the end."""
    keys = settings.master_keys
    async with (
        Database.opened(settings.role_url(role)) as database,
        Keyring.opened(settings.role_url("samson_keyring"), keys) as keyring,
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
                fingerprint_key=keys.derive("request-fingerprint"),
            )
        finally:
            await bell.close()
            doorbell.close()


def notary_of(world: World, settings: Settings) -> Notary:
    """Who signs checkpoints, and hands them over as the operator has set it up. `world` is the worker's."""
    ways = {FILE: settings.checkpoint_dir, WITNESS: settings.witness_url}
    return Notary(world, settings.log_name, tuple(kind for kind, address in ways.items() if address))


def handlers(world: World, settings: Settings) -> Mapping[str, Handler]:
    """Every kind of work that the outbox can hold, and who does it. `world` is the worker's."""
    notary = notary_of(world, settings)
    press = Press(world.database, world.log, world.keyring, world.instruments, world.clock, settings.assets_dir)
    mailer = Mailer(mail_server(settings.smtp_url), settings.mail_from)
    return {
        **letters(notary, mailer, settings.base_url),
        FILE: partial(put_into_folder, notary, settings.checkpoint_dir),
        WITNESS: partial(ask_witness, notary, settings.witness_url),
        LEAVING: partial(end_tie, world),
        CARRY_OUT: partial(carry_out, world, settings.mail_catcher_dir),
        AUDIT_ENDING: partial(end_audit_tie, world),
        CLEAR_ROOM: partial(clear_room, world),
        RENDER: partial(print_report, partial(render_report, press), partial(give_up, press)),
    }
