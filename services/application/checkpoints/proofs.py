"""What a checkpoint proves: that an event stands in the log, and that a longer log begins with a shorter one."""

from asyncpg import Connection

from domain.ids import TenantId
from infra.eventlog import checkpoints
from infra.eventlog.chain import header, leaf_hash
from infra.eventlog.merkle import inclusion_proof
from infra.eventlog.notes import event_proof, growth_proof
from services.application.checkpoints.handing_over import proof_of_growth


async def prove_event(connection: Connection, tenant: TenantId, position: int) -> str | None:
    """That an event stands in the newest checkpoint; `None` where it is not signed yet, or not there."""
    signed = await checkpoints.latest_checkpoint(connection, tenant)
    if signed is None or not 0 < position <= signed.size:
        return None
    leaves: list[bytes] = []
    extra = b""
    async for page in checkpoints.headers(connection, tenant, 0, signed.size):
        leaves += [leaf_hash(row) for row in page]
        extra = extra or next((header(row) for row in page if row.position == position), b"")
    return event_proof(extra, position - 1, inclusion_proof(leaves, position - 1), signed.text)


async def prove_growth(connection: Connection, tenant: TenantId, old: int, size: int) -> str | None:
    """That the log of one checkpoint is the beginning of another's; `None` where there is no such pair."""
    before = await checkpoints.checkpoint_of(connection, tenant, old)
    after = await checkpoints.checkpoint_of(connection, tenant, size)
    if before is None or after is None or old >= size:
        return None
    return growth_proof(before.text, await proof_of_growth(connection, tenant, old, size), after.text)
