"""Checkpoints: when one is made, what it says, and what is found out by it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import psycopg
import pytest

from domain.ids import TenantId
from infra.clock import FixedClock
from infra.database import Database
from infra.eventlog.chain import ChainIsBroken, leaf_hash, link
from infra.eventlog.checkpoints import checkpoint_of, checkpoints_before, latest_checkpoint
from infra.eventlog.notes import verifier_key
from infra.keys.signing_rows import signing_keys
from infra.master_keys import MasterKey, MasterKeys
from infra.migrations.roles import OWNER, WEB, WORKER
from services.application.checkpoints.signing import FILE, LETTERS, Notary, Signed, sign_log, sign_what_grew
from tests.database_plugin import DatabaseCopy
from tests.support.checkpoints import LOG_NAME, grow, opened_notary, read_note, root_in, rows_of
from tests.support.logs import new_tenant
from tests.support.worlds import opened_world

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
async def notary(emptied_database: DatabaseCopy, redis_url: str, clock: FixedClock) -> AsyncIterator[Notary]:
    async with opened_notary(emptied_database, redis_url, clock, [FILE]) as opened:
        yield opened


@pytest.fixture
def tenant(emptied_database: DatabaseCopy) -> TenantId:
    return new_tenant(emptied_database)


async def sizes(notary: Notary, tenant: TenantId) -> list[int]:
    async with notary.world.database.reading(tenant) as connection:
        return [one.size for one in await checkpoints_before(connection, tenant, None, 100)]


async def work_of(notary: Notary, tenant: TenantId, kind: str) -> list[int]:
    async with notary.world.database.reading(tenant) as connection:
        rows = await connection.fetch(
            "select (payload ->> 'size')::int from log.outbox where tenant_id = $1 and kind = $2 order by id",
            tenant,
            kind,
        )
    return [row[0] for row in rows]


async def key_of(notary: Notary, tenant: TenantId) -> str:
    """The newest one."""
    async with notary.world.database.reading(tenant) as connection:
        return verifier_key(notary.origin(tenant), (await signing_keys(connection))[-1].public_key)


async def test_a_checkpoint_says_how_many_events_there_are_and_what_they_are(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy
) -> None:
    await grow(notary.world, tenant, 7)
    signed = await sign_log(notary, tenant)
    assert signed is not None
    note = read_note(signed.note)
    assert (note.origin, note.size) == (f"{LOG_NAME}/log/{tenant}", 7)
    assert note.root == root_in(emptied_database, tenant, 7)
    assert note.is_signed_by(await key_of(notary, tenant))


async def test_each_checkpoint_goes_on_from_the_one_before(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy
) -> None:
    for events in (1, 4, 3, 9):
        await grow(notary.world, tenant, events)
        signed = await sign_log(notary, tenant)
        assert signed is not None
        assert read_note(signed.note).root == root_in(emptied_database, tenant, signed.size)
    assert await sizes(notary, tenant) == [17, 8, 5, 1]


async def test_a_log_that_has_not_grown_gets_no_further_checkpoint(notary: Notary, tenant: TenantId) -> None:
    assert await sign_log(notary, tenant) is None
    await grow(notary.world, tenant)
    assert await sign_log(notary, tenant) == await sign_log(notary, tenant)
    assert await sizes(notary, tenant) == [1]


async def test_a_tick_signs_five_minutes_after_the_last_checkpoint_and_not_before(
    notary: Notary, tenant: TenantId, clock: FixedClock
) -> None:
    await grow(notary.world, tenant)
    assert await sign_what_grew(notary) == Signed(1, 0)
    await grow(notary.world, tenant)
    clock.advance(5 * MINUTE - timedelta(seconds=1))
    assert await sign_what_grew(notary) == Signed(0, 0)
    clock.advance(timedelta(seconds=1))
    assert await sign_what_grew(notary) == Signed(1, 0)
    assert await sizes(notary, tenant) == [2, 1]
    clock.advance(60 * MINUTE)
    assert await sign_what_grew(notary) == Signed(0, 0), "nothing has grown"


async def test_a_tick_signs_every_log_by_itself(
    notary: Notary, emptied_database: DatabaseCopy, clock: FixedClock
) -> None:
    tenants = [new_tenant(emptied_database) for _ in range(3)]
    for number, tenant in enumerate(tenants, start=1):
        await grow(notary.world, tenant, number)
    assert await sign_what_grew(notary) == Signed(3, 0)
    assert [await sizes(notary, tenant) for tenant in tenants] == [[1], [2], [3]]


async def test_a_tick_goes_on_without_a_key_to_sign_with(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, redis_url: str
) -> None:
    await grow(notary.world, tenant)
    await notary.world.keyring.signing.signer(MORNING)
    other_keys = MasterKeys(MasterKey("other", b"o" * 32))
    async with opened_world(emptied_database, redis_url, WORKER, keys=other_keys) as world:
        assert await sign_what_grew(Notary(world, LOG_NAME)) == Signed(0, 1)


async def test_two_workers_at_once_make_one_checkpoint(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, redis_url: str, clock: FixedClock
) -> None:
    await grow(notary.world, tenant, 5)
    async with opened_notary(emptied_database, redis_url, clock, [FILE]) as other:
        signed = await asyncio.gather(*(sign_log(one, tenant) for one in (notary, other) for _ in range(4)))
    assert {one.note for one in signed if one} == {signed[0].note if signed[0] else ""}
    assert await work_of(notary, tenant, FILE) == [5]
    async with notary.world.database.reading(tenant) as connection:
        assert [key.number for key in await signing_keys(connection)] == [1]


async def test_what_follows_from_a_checkpoint_waits_in_the_outbox_and_letters_once_a_day(
    notary: Notary, tenant: TenantId, clock: FixedClock
) -> None:
    for wait in (0, 10, 14 * 60 + 49, 1, 24 * 60):  # the third is 23:59 in Norway
        clock.advance(wait * MINUTE)
        await grow(notary.world, tenant)
        await sign_log(notary, tenant)
    assert await work_of(notary, tenant, FILE) == [1, 2, 3, 4, 5]
    assert await work_of(notary, tenant, LETTERS) == [1, 4, 5]


async def test_a_new_key_is_endorsed_by_the_one_before_and_signs_from_then_on(
    notary: Notary, tenant: TenantId, clock: FixedClock
) -> None:
    await grow(notary.world, tenant)
    await sign_log(notary, tenant)
    old = await key_of(notary, tenant)
    await notary.world.keyring.signing.rotate(clock.now())
    await grow(notary.world, tenant)
    signed = await sign_log(notary, tenant)
    assert signed is not None
    assert read_note(signed.note).is_signed_by(await key_of(notary, tenant))
    assert not read_note(signed.note).is_signed_by(old)


def rewrite(database: DatabaseCopy, tenant: TenantId, position: int) -> None:
    """As the owner of the tables can: another answer, and every hash after it made to fit."""
    rows = rows_of(database, tenant)
    with psycopg.connect(database.admin_url) as connection:
        connection.execute(f"set role {OWNER}")
        connection.execute("select set_config('samson.tenant_id', %s, true)", [str(tenant)])
        connection.execute(
            "update log.events set state_hash = sha256(state || ' '), state = state || ' '"
            " where tenant_id = %s and position = %s",
            (tenant, position),
        )
        chain_hash = rows[position - 2].chain_hash if position > 1 else bytes(32)
        for row in rows[position - 1 :]:
            changed = connection.execute(
                "select sha256('\\x02' || %s || log.leaf(tenant_id, position, originator_id, originator_version, topic,"
                " subject_id, state_hash, sealed_hash, recorded_at, command_id)) from log.events"
                " where tenant_id = %s and position = %s",
                (chain_hash, tenant, row.position),
            ).fetchone()
            assert changed is not None
            chain_hash = changed[0]
            connection.execute(
                "update log.events set chain_hash = %s where tenant_id = %s and position = %s",
                (chain_hash, tenant, row.position),
            )
        connection.execute("update log.tenant_head set chain_hash = %s where tenant_id = %s", (chain_hash, tenant))


async def test_an_owner_who_rewrites_events_chain_and_head_is_found_by_the_checkpoint(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy
) -> None:
    await grow(notary.world, tenant, 6)
    signed = await sign_log(notary, tenant)
    rewrite(emptied_database, tenant, 3)
    rows = rows_of(emptied_database, tenant)
    assert rows[-1].chain_hash == link(rows[-2].chain_hash, leaf_hash(rows[-1])), "the chain is sound again"
    assert signed is not None
    assert read_note(signed.note).root != root_in(emptied_database, tenant, 6)


async def test_a_rewritten_log_is_never_signed_again_and_hinders_no_other(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, clock: FixedClock
) -> None:
    await grow(notary.world, tenant, 6)
    await sign_log(notary, tenant)
    rewrite(emptied_database, tenant, 3)
    await grow(notary.world, tenant)
    other = new_tenant(emptied_database)
    await grow(notary.world, other)
    clock.advance(10 * MINUTE)
    assert await sign_what_grew(notary) == Signed(1, 1)
    with pytest.raises(ChainIsBroken, match="at position 6"):
        await sign_log(notary, tenant)
    assert (await sizes(notary, tenant), await sizes(notary, other)) == ([6], [1])


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("update log.events set topic = topic || 'x' where tenant_id = %s and position = 8", 8),
        ("delete from log.events where tenant_id = %s and position = 8", 8),
        ("delete from log.events where tenant_id = %s and position = 9", 9),
    ],
)
async def test_what_was_altered_since_the_last_checkpoint_is_not_signed(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, statement: str, position: int
) -> None:
    await grow(notary.world, tenant, 6)
    await sign_log(notary, tenant)
    await grow(notary.world, tenant, 3)
    with psycopg.connect(emptied_database.admin_url) as connection:
        connection.execute(statement, [tenant])
    with pytest.raises(ChainIsBroken, match=f"at position {position}"):
        await sign_log(notary, tenant)


async def test_a_log_that_was_cut_off_is_said_at_the_next_tick(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, clock: FixedClock
) -> None:
    await grow(notary.world, tenant, 6)
    await sign_log(notary, tenant)
    with psycopg.connect(emptied_database.admin_url) as connection:
        connection.execute("update log.tenant_head set position = 4 where tenant_id = %s", [tenant])
    clock.advance(10 * MINUTE)
    assert await sign_what_grew(notary) == Signed(0, 1)
    with pytest.raises(ChainIsBroken, match="at position 5"):
        await sign_log(notary, tenant)


async def test_the_web_neither_reads_private_keys_nor_writes_checkpoints(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy, redis_url: str
) -> None:
    await grow(notary.world, tenant)
    signed = await sign_log(notary, tenant)
    async with Database.opened(emptied_database.url(WEB), size=1) as web:
        async with web.reading(tenant) as connection:
            assert await latest_checkpoint(connection, tenant) == signed
            assert len(await signing_keys(connection)) == 1
        for statement in (
            "select wrapped_key from keys.signing_keys",
            "insert into log.checkpoints select * from log.checkpoints",
            "update log.checkpoints set cosignatures = ''",
            "delete from log.checkpoints",
            "insert into log.signing_keys select * from log.signing_keys",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with web.tenant(tenant) as connection:
                    await connection.execute(statement)
    async with opened_world(emptied_database, redis_url, WEB) as world:
        await grow(world, tenant)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sign_log(Notary(world, LOG_NAME), tenant)


@pytest.mark.parametrize(
    "statement",
    [
        "update log.checkpoints set note = ''",
        "update log.checkpoints set size = 9",
        "update log.checkpoints set frontier = ''",
        "delete from log.checkpoints",
        "update log.signing_keys set endorsement = null",
        "delete from log.signing_keys",
        "select wrapped_key from keys.signing_keys",
    ],
)
async def test_not_even_a_worker_changes_a_note_or_deletes_one(
    notary: Notary, tenant: TenantId, statement: str
) -> None:
    await grow(notary.world, tenant)
    await sign_log(notary, tenant)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with notary.world.database.tenant(tenant) as connection:
            await connection.execute(statement)


async def test_another_workspaces_checkpoints_are_not_there(
    notary: Notary, tenant: TenantId, emptied_database: DatabaseCopy
) -> None:
    await grow(notary.world, tenant)
    await sign_log(notary, tenant)
    other = new_tenant(emptied_database)
    for role in (WEB, WORKER):
        async with (
            Database.opened(emptied_database.url(role), size=1) as database,
            database.reading(other) as connection,
        ):
            assert await checkpoint_of(connection, other, 1) is None
            assert await latest_checkpoint(connection, other) is None
