"""The world of use cases for tests: real databases, a clock that stands still, no read models."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from redis.asyncio import Redis

from infra.clock import FixedClock
from infra.database import Database
from infra.dialogue.ballot_seal import BallotSeal
from infra.dialogue.knocks import Knocks
from infra.dialogue.roll_seal import RollSeal
from infra.doorbell import Doorbell
from infra.eventlog.log import EventLog
from infra.instruments import TakenInFiles, shipped_instruments
from infra.keys import Keyring
from infra.mail.answer_links import AnswerLinks
from infra.master_keys import MasterKey, MasterKeys
from infra.migrations.roles import KEYRING, KS
from infra.rate_limit import RateLimiter
from infra.recurrence import Rules
from projections.reading import ReadModels
from services.application.world import World
from tests.database_plugin import DatabaseCopy

KEYS = MasterKeys(MasterKey("test", b"k" * 32))


@asynccontextmanager
async def opened_world(
    database: DatabaseCopy, redis_url: str, role: str, clock: FixedClock | None = None, keys: MasterKeys = KEYS
) -> AsyncIterator[World]:
    """As `role`; at 09:00 in Norway on 23 November 2026 unless there is a clock."""
    async with (
        Database.opened(database.url(role), size=2) as opened,
        Keyring.opened(database.url(KEYRING), keys) as keyring,
        Database.opened(database.url(KS), size=1) as releases,
        Redis.from_url(redis_url) as valkey,
    ):
        doorbell, log = Doorbell(redis_url), EventLog(opened, keyring)
        yield World(
            database=opened,
            log=log,
            read_models=ReadModels(opened, []),
            keyring=keyring,
            instruments=shipped_instruments(TakenInFiles(opened, log)),
            clock=clock or FixedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
            doorbell=doorbell,
            limiter=RateLimiter(valkey, b"key"),
            knocks=Knocks(valkey),
            ballot_seal=BallotSeal(keys),
            recurrence=Rules(),
            roll_seal=RollSeal(keys),
            answer_links=AnswerLinks(keys),
            releases=releases,
            fingerprint_key=b"key",
        )
        doorbell.close()
