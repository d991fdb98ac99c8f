"""What small noise is drawn from: made once, and the same ever after. `samson_national` alone reads it.

It lies in the database wrapped by the master key, as every other key, so that changing that key changes no noise: two
answers to one question with different noise would tell more together than each by itself.
"""

from typing import Final

from asyncpg import Connection

from infra.keys import sealing
from infra.master_keys import MasterKeyIsMissing, MasterKeys

_PLACE: Final = b"national|noise"
"""Never that of a subject's key, whose first part is a number, or of a signing key."""

FIND_NOISE: Final = """
    select wrapped_key, master_key_name
    from national.noise_secret
    where number = 1
"""

INSERT_NOISE: Final = """
    insert into national.noise_secret (number, wrapped_key, master_key_name)
    values (1, $1, $2)
    on conflict (number) do nothing
"""


async def noise_secret(connection: Connection, keys: MasterKeys) -> bytes:
    """Made when it is first needed. Raises `MasterKeyIsMissing` rather than make another one."""
    row = await connection.fetchrow(FIND_NOISE)
    if row is None:
        wrapped = sealing.wrap(sealing.new_key(), keys.current.key, _PLACE)
        await connection.execute(INSERT_NOISE, wrapped, keys.current.name)
        # Somebody else may have made it at the same moment: theirs stands.
        row = await connection.fetchrow(FIND_NOISE)
    if row is None:
        raise LookupError("the secret of the noise was not kept")
    return _unwrapped(row["wrapped_key"], row["master_key_name"], keys)


LOCK_NOISE_OF_OLDER_MASTER: Final = """
    select wrapped_key, master_key_name
    from national.noise_secret
    where master_key_name <> $1
    for update
"""

REPLACE_NOISE: Final = """
    update national.noise_secret
    set wrapped_key = $1, master_key_name = $2
    where number = 1
"""


async def rewrap_noise_secret(connection: Connection, keys: MasterKeys) -> int:
    """Wrap it by the current master key. Returns 1 if an older one had wrapped it, else 0."""
    row = await connection.fetchrow(LOCK_NOISE_OF_OLDER_MASTER, keys.current.name)
    if row is None:
        return 0
    secret = _unwrapped(row["wrapped_key"], row["master_key_name"], keys)
    wrapped = sealing.wrap(secret, keys.current.key, _PLACE)
    await connection.execute(REPLACE_NOISE, wrapped, keys.current.name)
    return 1


def _unwrapped(wrapped: bytes, name: str, keys: MasterKeys) -> bytes:
    master = keys.named(name)
    if master is None:
        raise MasterKeyIsMissing(name)
    return sealing.unwrap(wrapped, master.key, _PLACE)
