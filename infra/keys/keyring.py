"""Makes, finds and destroys keys. The only code that connects as `samson_keyring`."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Self
from uuid import UUID

from asyncpg import Connection

from domain.ids import SubjectId, TenantId
from domain.text import Clear, Sealed
from infra.database import Database
from infra.keys import key_rows, sealing
from infra.keys.key_rows import SubjectKey
from infra.keys.sealing import Place
from infra.keys.signing import SigningKeys
from infra.master_keys import MasterKeyIsMissing, MasterKeys

POOL_SIZE = 4
REWRAP_PAGE = 500


class SubjectIsErased(Exception):
    """Nothing is sealed any more for a subject whose key was destroyed."""


class Keyring:
    """Seals and opens texts. Neither its `repr` nor its errors show a key or a text."""

    def __init__(self, database: Database, master_keys: MasterKeys) -> None:
        """`database` connects as `samson_keyring`."""
        self._database = database
        self._master_keys = master_keys
        self.signing = SigningKeys(database, master_keys)

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, master_keys: MasterKeys) -> AsyncIterator[Self]:
        """With a small pool of its own."""
        async with Database.opened(url, size=POOL_SIZE) as database:
            yield cls(database, master_keys)

    async def seal(
        self, tenant: TenantId, originator_id: UUID, originator_version: int, parts: Mapping[str, Clear]
    ) -> Mapping[str, Sealed]:
        """Seal the parts of one event that is about to be appended; the keys are committed when this returns.

        Should the append fail, the keys are left over and open nothing, as their ids are random.
        Raises `SubjectIsErased`.
        """
        if not parts:
            return {}
        async with self._database.tenant(tenant) as connection:
            keys = await self._subject_keys(connection, tenant, {part.subject for part in parts.values()})
            made = [
                sealing.seal_part(text, keys[text.subject], Place(tenant, originator_id, originator_version, part))
                for part, text in parts.items()
            ]
            rows = [(sealed.key_id, sealed.subject, wrapped_key) for sealed, wrapped_key in made]
            await key_rows.insert_part_keys(connection, tenant, rows)
        return {sealed.part: sealed for sealed, _ in made}

    async def _subject_keys(
        self, connection: Connection, tenant: TenantId, subjects: set[SubjectId]
    ) -> Mapping[SubjectId, bytes]:
        """The keys of all `subjects`, made where there are none."""
        found = await key_rows.find_subject_keys(connection, tenant, subjects)
        if new := subjects - found.keys():
            made = [self._wrapped(tenant, subject, sealing.new_key()) for subject in new]
            await key_rows.insert_subject_keys(connection, tenant, made)
            found = await key_rows.find_subject_keys(connection, tenant, subjects)
        return {subject: self._unwrapped(tenant, key) for subject, key in found.items()}

    async def open(self, tenant: TenantId, sealed: Iterable[Sealed]) -> Mapping[Sealed, str | None]:
        """All texts of a page by one query; `None` is an erased one.

        Raises `SealIsBroken` where a key exists and does not fit: that is no erasure, something was altered.
        """
        wanted = tuple(sealed)
        if not wanted:
            return {}
        async with self._database.reading(tenant) as connection:
            part_keys = await key_rows.find_part_keys(connection, tenant, [one.key_id for one in wanted])
        subject_keys = {
            key: self._unwrapped(tenant, key) for key in {part_key.subject for part_key in part_keys.values()}
        }
        return {
            one: sealing.open_part(one, key.wrapped, subject_keys[key.subject], tenant)
            if (key := part_keys.get(one.key_id))
            else None
            for one in wanted
        }

    async def erase_subject(self, tenant: TenantId, subject: SubjectId) -> None:
        """Forget: every text that was sealed for `subject` stays shut, in every copy of the log."""
        async with self._database.tenant(tenant) as connection:
            await key_rows.erase_subject_key(connection, tenant, subject)

    async def erase_part(self, tenant: TenantId, key_id: UUID) -> None:
        """Forget one text, and no other of the same subject."""
        async with self._database.tenant(tenant) as connection:
            await key_rows.delete_part_key(connection, tenant, key_id)

    async def rewrap(self, tenant: TenantId) -> int:
        """Wrap by the current master key what older ones wrapped. Returns how many keys that were.

        Once it is done for every tenant, the older master keys can be thrown away.
        """
        current, done, page = self._master_keys.current.name, 0, REWRAP_PAGE
        while page == REWRAP_PAGE:
            async with self._database.tenant(tenant) as connection:
                old = await key_rows.lock_keys_of_older_masters(connection, tenant, current, REWRAP_PAGE)
                new = [self._wrapped(tenant, key.subject, self._unwrapped(tenant, key)) for key in old]
                if new:
                    await key_rows.replace_subject_keys(connection, tenant, new)
            page = len(new)
            done += page
        return done

    def _wrapped(self, tenant: TenantId, subject: SubjectId, key: bytes) -> SubjectKey:
        master = self._master_keys.current
        return SubjectKey(
            subject, sealing.wrap(key, master.key, sealing.place_of_subject(tenant, subject)), master.name
        )

    def _unwrapped(self, tenant: TenantId, key: SubjectKey | None) -> bytes:
        if key is None:
            raise SubjectIsErased
        master = self._master_keys.named(key.master_key)
        if master is None:
            raise MasterKeyIsMissing(key.master_key)
        return sealing.unwrap(key.wrapped, master.key, sealing.place_of_subject(tenant, key.subject))
