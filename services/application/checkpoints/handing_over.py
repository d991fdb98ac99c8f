"""The worker's handing over of checkpoints: to a folder, and to a witness outside.

Only the operator of the installation says where: https addresses from a form would let anybody send our server round.
"""

import asyncio
from pathlib import Path
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from infra.checkpoint_folder import put_checkpoint, put_latest
from infra.eventlog import checkpoints
from infra.eventlog.checkpoints import Checkpoint
from infra.eventlog.merkle import consistency_proof
from infra.eventlog.notes import added_checkpoint, cosignatures
from infra.outbox import TakenWork
from infra.witness import Cosigned, ProofIsRefused, WitnessRefuses, add_checkpoint
from services.application.checkpoints.signing import Notary
from services.application.outbox import CannotBeDone

TRIES: Final = 3
"""One with the size that we think the witness knows, one with the size that it says, and one if it has moved since."""


class CheckpointWork(msgspec.Struct, frozen=True):
    """Which checkpoint of its tenant."""

    size: int


async def put_into_folder(notary: Notary, folder: Path | None, work: TakenWork) -> None:
    """Handler of `checkpoint.file`. Nothing is left to do where the operator has taken the folder away since."""
    size = msgspec.convert(work.payload, CheckpointWork).size
    async with notary.world.database.reading(work.tenant) as connection:
        signed = await checkpoints.checkpoint_of(connection, work.tenant, size)
        latest = await checkpoints.latest_checkpoint(connection, work.tenant)
    if folder is None or signed is None or latest is None:
        return
    await asyncio.to_thread(put_checkpoint, folder, work.tenant, size, signed.note)
    await asyncio.to_thread(put_latest, folder, work.tenant, latest.note)


async def ask_witness(notary: Notary, url: str, work: TakenWork) -> None:
    """Handler of `checkpoint.witness`. A witness signs forward only: what a newer checkpoint has overtaken is done."""
    size, tenant, database = msgspec.convert(work.payload, CheckpointWork).size, work.tenant, notary.world.database
    async with database.reading(tenant) as connection:
        signed = await checkpoints.latest_checkpoint(connection, tenant)
        known = await checkpoints.cosigned_size(connection, tenant)
    if not url or signed is None or signed.size != size or signed.cosignatures:
        return
    lines = await _cosigned(notary, url, tenant, signed, known)
    if lines is not None:
        async with database.tenant(tenant) as connection:
            await checkpoints.store_cosignatures(connection, tenant, size, lines)


async def _cosigned(notary: Notary, url: str, tenant: TenantId, signed: Checkpoint, known: int) -> str | None:
    """The witness's lines; `None` where it has seen a newer checkpoint of ours in the meantime."""
    for _ in range(TRIES):
        async with notary.world.database.reading(tenant) as connection:
            proof = await proof_of_growth(connection, tenant, known, signed.size)
        try:
            answer = await add_checkpoint(url, added_checkpoint(known, proof, signed.note))
        except ProofIsRefused:
            raise CannotBeDone(f"the witness sees no growth from {known} to {signed.size} events") from None
        if isinstance(answer, Cosigned):
            return cosignatures(answer.lines, notary.origin(tenant))
        if answer.size > signed.size and await _is_ours(notary, tenant, answer.size):
            return None
        if answer.size > signed.size or answer.size == known:
            raise CannotBeDone(f"the witness knows another log of {answer.size} events")
        known = answer.size
    raise WitnessRefuses("it moves on all the time")


async def _is_ours(notary: Notary, tenant: TenantId, size: int) -> bool:
    async with notary.world.database.reading(tenant) as connection:
        return await checkpoints.checkpoint_of(connection, tenant, size) is not None


async def proof_of_growth(connection: Connection, tenant: TenantId, old: int, size: int) -> list[bytes]:
    """That the first `old` events are the beginning of the first `size`: from the nearest checkpoint on."""
    frontier = (await checkpoints.reach_at(connection, tenant, old)).frontier
    frontier = frontier.grown(await checkpoints.leaves(connection, tenant, frontier.size, old))
    return consistency_proof(frontier, await checkpoints.leaves(connection, tenant, old, size))
