"""The tables of the schema `keys`."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import SubjectId, TenantId


class SubjectKey(msgspec.Struct, frozen=True):
    """A subject's key as it lies in the database: wrapped by the master key that it names."""

    subject: SubjectId
    wrapped: bytes
    master_key: str

    def __repr__(self) -> str:
        return f"SubjectKey({self.subject}, …)"


class PartKey(msgspec.Struct, frozen=True):
    """A part's key as it lies in the database: wrapped by its subject's key."""

    subject: SubjectKey
    wrapped: bytes

    def __repr__(self) -> str:
        return f"PartKey({self.subject.subject}, …)"


FIND_SUBJECT_KEYS = """
    select subject_id, wrapped_key, master_key_name
    from keys.subject_keys
    where tenant_id = $1 and subject_id = any($2::uuid[])
    order by subject_id
"""


async def find_subject_keys(
    connection: Connection, tenant: TenantId, subjects: Collection[SubjectId]
) -> Mapping[SubjectId, SubjectKey | None]:
    """`None` for an erased subject; one that never had a key is absent."""
    rows = await connection.fetch(FIND_SUBJECT_KEYS, tenant, list(subjects))
    return {subject: None if wrapped is None else SubjectKey(subject, wrapped, name) for subject, wrapped, name in rows}


INSERT_SUBJECT_KEYS = """
    insert into keys.subject_keys (tenant_id, subject_id, wrapped_key, master_key_name)
    select $1, new.subject_id, new.wrapped_key, $4
    from unnest($2::uuid[], $3::bytea[]) as new (subject_id, wrapped_key)
    on conflict (tenant_id, subject_id) do nothing
"""


async def insert_subject_keys(connection: Connection, tenant: TenantId, keys: Sequence[SubjectKey]) -> None:
    """Where somebody else made one at the same moment, theirs stands. All `keys` name one master key."""
    subjects, wrapped = [key.subject for key in keys], [key.wrapped for key in keys]
    await connection.execute(INSERT_SUBJECT_KEYS, tenant, subjects, wrapped, keys[0].master_key)


INSERT_PART_KEYS = """
    insert into keys.part_keys (tenant_id, key_id, subject_id, wrapped_key)
    select $1, new.key_id, new.subject_id, new.wrapped_key
    from unnest($2::uuid[], $3::uuid[], $4::bytea[]) as new (key_id, subject_id, wrapped_key)
"""


async def insert_part_keys(
    connection: Connection, tenant: TenantId, keys: Sequence[tuple[UUID, SubjectId, bytes]]
) -> None:
    ids, subjects, wrapped = zip(*keys, strict=True)
    await connection.execute(INSERT_PART_KEYS, tenant, ids, subjects, wrapped)


FIND_PART_KEYS = """
    select part.key_id, part.wrapped_key, subject.subject_id, subject.wrapped_key, subject.master_key_name
    from keys.part_keys as part
    join keys.subject_keys as subject on subject.tenant_id = part.tenant_id and subject.subject_id = part.subject_id
    where part.tenant_id = $1 and part.key_id = any($2::uuid[]) and subject.wrapped_key is not null
    order by part.key_id
"""


async def find_part_keys(connection: Connection, tenant: TenantId, key_ids: Sequence[UUID]) -> Mapping[UUID, PartKey]:
    """The keys that still exist, each with its subject's."""
    rows = await connection.fetch(FIND_PART_KEYS, tenant, key_ids)
    return {
        key_id: PartKey(SubjectKey(subject, wrapped_subject, name), wrapped)
        for key_id, wrapped, subject, wrapped_subject, name in rows
    }


ERASE_SUBJECT_KEY = """
    insert into keys.subject_keys (tenant_id, subject_id, erased_at)
    values ($1, $2, clock_timestamp())
    on conflict (tenant_id, subject_id) do update
    set wrapped_key = null, master_key_name = null, erased_at = excluded.erased_at
    where subject_keys.erased_at is null
"""

DELETE_PART_KEYS_OF_SUBJECT = """
    delete from keys.part_keys
    where tenant_id = $1 and subject_id = $2
"""


async def erase_subject_key(connection: Connection, tenant: TenantId, subject: SubjectId) -> None:
    await connection.execute(ERASE_SUBJECT_KEY, tenant, subject)
    await connection.execute(DELETE_PART_KEYS_OF_SUBJECT, tenant, subject)


DELETE_PART_KEY = """
    delete from keys.part_keys
    where tenant_id = $1 and key_id = $2
"""


async def delete_part_key(connection: Connection, tenant: TenantId, key_id: UUID) -> None:
    await connection.execute(DELETE_PART_KEY, tenant, key_id)


LOCK_KEYS_OF_OLDER_MASTERS = """
    select subject_id, wrapped_key, master_key_name
    from keys.subject_keys
    where tenant_id = $1 and master_key_name <> $2
    order by subject_id
    limit $3
    for update
"""


async def lock_keys_of_older_masters(
    connection: Connection, tenant: TenantId, current: str, limit: int
) -> list[SubjectKey]:
    return [SubjectKey(*row) for row in await connection.fetch(LOCK_KEYS_OF_OLDER_MASTERS, tenant, current, limit)]


REPLACE_SUBJECT_KEYS = """
    update keys.subject_keys as old
    set wrapped_key = new.wrapped_key, master_key_name = $4
    from unnest($2::uuid[], $3::bytea[]) as new (subject_id, wrapped_key)
    where old.tenant_id = $1 and old.subject_id = new.subject_id and old.erased_at is null
"""


async def replace_subject_keys(connection: Connection, tenant: TenantId, keys: Sequence[SubjectKey]) -> None:
    """All `keys` name one master key."""
    subjects, wrapped = [key.subject for key in keys], [key.wrapped for key in keys]
    await connection.execute(REPLACE_SUBJECT_KEYS, tenant, subjects, wrapped, keys[0].master_key)
