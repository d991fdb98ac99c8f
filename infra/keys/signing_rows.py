"""The keys that sign checkpoints: public halves in the schema `log`, private ones in the schema `keys`."""

import base64
from datetime import datetime

import msgspec
from asyncpg import Connection


class SigningKey(msgspec.Struct, frozen=True):
    """The public half. `endorsement` is the signature of the key before it; only the first has none."""

    number: int
    public_key: bytes
    endorsement: bytes | None
    made_at: datetime

    @property
    def record(self) -> str:
        """As an export has it: canonical JSON. `docs/audit.md`."""
        endorsement = base64.b64encode(self.endorsement).decode() if self.endorsement else None
        public_key = base64.b64encode(self.public_key).decode()
        record = {"endorsement": endorsement, "number": self.number, "public_key": public_key}
        return msgspec.json.encode(record, order="deterministic").decode()


class WrappedKey(msgspec.Struct, frozen=True):
    """The private half as it lies in the database: wrapped by the master key that it names."""

    number: int
    wrapped: bytes
    master_key: str

    def __repr__(self) -> str:
        return f"WrappedKey({self.number}, …)"


LIST_SIGNING_KEYS = """
    select number, public_key, endorsement, made_at
    from log.signing_keys
    order by number
"""


async def signing_keys(connection: Connection) -> list[SigningKey]:
    """All there ever were, oldest first. They are public: any role may read them."""
    return [SigningKey(*row) for row in await connection.fetch(LIST_SIGNING_KEYS)]


INSERT_SIGNING_KEY = """
    insert into log.signing_keys (number, public_key, endorsement, made_at)
    values ($1, $2, $3, $4)
    on conflict (number) do nothing
    returning number
"""

INSERT_WRAPPED_KEY = """
    insert into keys.signing_keys (number, wrapped_key, master_key_name)
    values ($1, $2, $3)
"""


async def insert_signing_key(connection: Connection, key: SigningKey, wrapped: WrappedKey) -> None:
    """Where somebody else made the key of this number at the same moment, theirs stands."""
    if await connection.fetchval(INSERT_SIGNING_KEY, *msgspec.structs.astuple(key)) is not None:
        await connection.execute(INSERT_WRAPPED_KEY, *msgspec.structs.astuple(wrapped))


FIND_NEWEST_WRAPPED_KEY = """
    select number, wrapped_key, master_key_name
    from keys.signing_keys
    order by number desc
    limit 1
"""


async def newest_wrapped_key(connection: Connection) -> WrappedKey | None:
    row = await connection.fetchrow(FIND_NEWEST_WRAPPED_KEY)
    return WrappedKey(*row) if row else None


LOCK_SIGNING_KEYS_OF_OLDER_MASTERS = """
    select number, wrapped_key, master_key_name
    from keys.signing_keys
    where master_key_name <> $1
    order by number
    for update
"""


async def lock_signing_keys_of_older_masters(connection: Connection, current: str) -> list[WrappedKey]:
    return [WrappedKey(*row) for row in await connection.fetch(LOCK_SIGNING_KEYS_OF_OLDER_MASTERS, current)]


REPLACE_WRAPPED_KEY = """
    update keys.signing_keys
    set wrapped_key = $2, master_key_name = $3
    where number = $1
"""


async def replace_wrapped_key(connection: Connection, key: WrappedKey) -> None:
    await connection.execute(REPLACE_WRAPPED_KEY, *msgspec.structs.astuple(key))
