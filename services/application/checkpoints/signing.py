"""Signing checkpoints: every few minutes for each log that has grown, and at once when somebody asks."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from infra.eventlog import checkpoints
from infra.eventlog.chain import ChainIsBroken
from infra.eventlog.checkpoints import Checkpoint, Reach
from infra.eventlog.notes import origin_of, signed_note, statement
from infra.keys.signing import Signer
from infra.outbox import enqueue
from infra.translation.writing import day_of
from services.application.world import World

logger = logging.getLogger("samson.checkpoints")

FILE: Final = "checkpoint.file"
WITNESS: Final = "checkpoint.witness"
LETTERS: Final = "checkpoint.letters"
"""Kinds of outbox work: a file for each checkpoint, a witness's signature, and the letters of a day."""

APART: Final = timedelta(minutes=5)
"""Between two checkpoints of one log. What is younger than the last one could be rewritten unseen."""

LONGEST: Final = timedelta(seconds=30)
"""For all logs of one tick. No further log is begun after it: the next tick goes on."""


class Notary(msgspec.Struct, frozen=True):
    """What signing needs: the worker's `world`, the beginning of every origin, and where each checkpoint goes."""

    world: World
    log_name: str
    hands_over: tuple[str, ...] = ()

    def origin(self, tenant: TenantId) -> str:
        return origin_of(self.log_name, tenant)


class Signed(msgspec.Struct, frozen=True):
    """How many logs were signed, and how many could not be."""

    logs: int
    failed: int


async def sign_what_grew(notary: Notary) -> Signed:
    """At each tick. What can't be signed is said; it hinders no other log, and no other work."""
    world = notary.world
    waiting = await checkpoints.unsigned_logs(world.database, world.clock.now() - APART)
    if not waiting:
        return Signed(0, 0)
    try:
        signer = await world.keyring.signing.signer(world.clock.now())
    except Exception:
        logger.exception("there is no key to sign with")
        return Signed(0, len(waiting))
    return await _sign_each(notary, signer, waiting)


async def _sign_each(notary: Notary, signer: Signer, waiting: Sequence[TenantId]) -> Signed:
    loop, logs, failed = asyncio.get_running_loop(), 0, 0
    end = loop.time() + LONGEST.total_seconds()
    for tenant in waiting:
        if loop.time() > end:
            break
        try:
            await _sign_log(notary, signer, tenant)
            logs += 1
        except ChainIsBroken as broken:
            logger.error("the log of tenant %s is not signed: %s", tenant, broken)  # noqa: TRY400 (no fault of ours)
            failed += 1
        except Exception:
            logger.exception("the log of tenant %s is not signed", tenant)
            failed += 1
    return Signed(logs, failed)


async def sign_log(notary: Notary, tenant: TenantId) -> Checkpoint | None:
    """A checkpoint of the log as it is now: a new one if it has grown. `None` for a log without events.

    Raises `ChainIsBroken` where the log does not go on from its last checkpoint: that is never signed.
    """
    signer = await notary.world.keyring.signing.signer(notary.world.clock.now())
    return await _sign_log(notary, signer, tenant)


async def _sign_log(notary: Notary, signer: Signer, tenant: TenantId) -> Checkpoint | None:
    async with notary.world.database.tenant(tenant) as connection:
        await checkpoints.lock_signing(connection, tenant)
        last = await checkpoints.latest_checkpoint(connection, tenant)
        head, size = await checkpoints.head_of(connection, tenant), last.size if last else 0
        if head == size:
            return last
        if head < size:
            raise ChainIsBroken(head + 1, "it is missing")
        start = await checkpoints.reach_at(connection, tenant, size)
        reach = await checkpoints.followed(connection, tenant, start, head)
        signed = await _insert(notary, signer, connection, tenant, reach)
        await _hand_over(notary, connection, tenant, last, signed)
    notary.world.doorbell.ring()
    return signed


async def _insert(notary: Notary, signer: Signer, connection: Connection, tenant: TenantId, reach: Reach) -> Checkpoint:
    origin, frontier, now = notary.origin(tenant), reach.frontier, notary.world.clock.now()
    said = statement(origin, frontier.size, frontier.root())
    note = signed_note(origin, said, signer.key.public_key, signer.sign(said.encode()))
    await checkpoints.insert_checkpoint(connection, tenant, reach, note, now)
    return Checkpoint(frontier.size, note, "", now)


async def _hand_over(
    notary: Notary, connection: Connection, tenant: TenantId, last: Checkpoint | None, signed: Checkpoint
) -> None:
    """In the same transaction, so that no crash can lose it."""
    is_first_of_day = last is None or _day(last.signed_at) < _day(signed.signed_at)
    for kind in (*notary.hands_over, *((LETTERS,) if is_first_of_day else ())):
        await enqueue(connection, tenant, kind, {"size": signed.size})


def _day(at: datetime) -> date:
    return day_of(at)
