"""The rows of rolls. Every call is part of the caller's transaction of the same tenant."""

from collections.abc import Collection, Mapping

from asyncpg import Connection, ForeignKeyViolationError

from domain.ids import InvitationId, MeasurementId, TenantId
from infra.dialogue.boxes import SessionIsOver
from infra.dialogue.knocks import At
from infra.dialogue.roll_seal import Roll, RollSeal, SealedRoll, new_roll

READ = """
    select key_name, sealed
    from dialogue.rolls
    where tenant_id = $1 and measurement_id = $2
"""


async def read(connection: Connection, seal: RollSeal, at: At) -> Roll | None:
    """`None` where nobody has begun to answer by an invitation, or where the room is gone."""
    row = await connection.fetchrow(READ, at.tenant, at.measurement)
    return seal.open(SealedRoll(*row), at) if row else None


READ_MANY = """
    select measurement_id, key_name, sealed
    from dialogue.rolls
    where tenant_id = $1 and measurement_id = any($2::uuid[])
    order by measurement_id
"""


async def read_many(
    connection: Connection, seal: RollSeal, tenant: TenantId, measurements: Collection[MeasurementId]
) -> Mapping[MeasurementId, Roll]:
    """By measurement; none of one where `read` would answer none."""
    rows = await connection.fetch(READ_MANY, tenant, list(measurements))
    return {
        MeasurementId(which): seal.open(SealedRoll(key_name, sealed), At(tenant, MeasurementId(which)))
        for which, key_name, sealed in rows
    }


BEGIN = """
    insert into dialogue.rolls (tenant_id, measurement_id, key_name, sealed)
    values ($1, $2, $3, $4)
    on conflict (tenant_id, measurement_id) do nothing
"""


async def begin(connection: Connection, seal: RollSeal, at: At) -> None:
    """A roll with nobody on it, unless there is one. Raises `SessionIsOver` where there is no room."""
    sealed = seal.close(new_roll(), at)
    try:
        await connection.execute(BEGIN, at.tenant, at.measurement, sealed.key_name, sealed.sealed)
    except ForeignKeyViolationError:
        raise SessionIsOver from None


LOCK = """
    select key_name, sealed
    from dialogue.rolls
    where tenant_id = $1 and measurement_id = $2
    for update
"""

PUT_BACK = """
    update dialogue.rolls
    set key_name = $3, sealed = $4
    where tenant_id = $1 and measurement_id = $2
"""


async def note(connection: Connection, seal: RollSeal, at: At, invitation: InvitationId) -> None:
    """With every answer, also of somebody who is on it: that the row is new then tells of nobody in particular.

    After the ballot boxes, which everybody locks in the same order.
    """
    row = await connection.fetchrow(LOCK, at.tenant, at.measurement)
    if row is None:
        raise SessionIsOver
    roll = seal.open(SealedRoll(*row), at)
    await _put_back(connection, seal, at, Roll(roll.secret, roll.answered | {invitation}))


async def take_off(connection: Connection, seal: RollSeal, at: At, invitation: InvitationId) -> None:
    """Whoever is forgotten is on no roll. Their ballots stay: nobody can tell which they are."""
    row = await connection.fetchrow(LOCK, at.tenant, at.measurement)
    if row is not None:
        roll = seal.open(SealedRoll(*row), at)
        await _put_back(connection, seal, at, Roll(roll.secret, roll.answered - {invitation}))


async def _put_back(connection: Connection, seal: RollSeal, at: At, roll: Roll) -> None:
    sealed = seal.close(roll, at)
    await connection.execute(PUT_BACK, at.tenant, at.measurement, sealed.key_name, sealed.sealed)
