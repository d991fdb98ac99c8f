import asyncio
from collections.abc import AsyncIterator
from itertools import count
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from database_plugin import DatabaseCopy
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import SubjectId, TenantId
from domain.text import Clear, Sealed
from infra.database import Database
from infra.keys import Keyring, SealIsBroken, SubjectIsErased
from infra.keys.key_rows import SubjectKey
from infra.keys.sealing import Place, new_key, open_part, place_of_subject, seal_part, unwrap, wrap
from infra.master_keys import MasterKey, MasterKeyIsMissing, MasterKeys

pytestmark = pytest.mark.anyio

OLD, NEW = MasterKey("2025", new_key()), MasterKey("2026", new_key())
MEASUREMENT = UUID("0198c0de-0000-7000-8000-000000000001")
TENANTS = count(10_001)


@pytest.fixture
def tenant() -> TenantId:
    return TenantId(next(TENANTS))


@pytest.fixture
def subject() -> SubjectId:
    return SubjectId(uuid4())


@pytest.fixture
async def keys_database(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url("samson_keyring"), size=2) as opened:
        yield opened


@pytest.fixture
def keyring(keys_database: Database) -> Keyring:
    return Keyring(keys_database, MasterKeys(OLD))


async def sealed_text(keyring: Keyring, tenant: TenantId, subject: SubjectId, text: str, version: int = 1) -> Sealed:
    sealed = await keyring.seal(tenant, MEASUREMENT, version, {"comment": Clear(subject, text)})
    return sealed["comment"]


async def test_what_was_sealed_opens(keyring: Keyring, tenant: TenantId, subject: SubjectId) -> None:
    clear = {"comment": Clear(subject, "Vi møtes på biblioteket."), "reason": Clear(SubjectId(uuid4()), "")}
    sealed = await keyring.seal(tenant, MEASUREMENT, 3, clear)
    assert [(part, one.part, one.originator_version) for part, one in sealed.items()] == [
        ("comment", "comment", 3),
        ("reason", "reason", 3),
    ]
    opened = await keyring.open(tenant, sealed.values())
    assert [opened[one] for one in sealed.values()] == ["Vi møtes på biblioteket.", ""]


async def test_nothing_to_seal_or_open_asks_nothing_of_the_database(keys_database: Database) -> None:
    keyring = Keyring(keys_database, MasterKeys(OLD))
    await keys_database.close()
    assert await keyring.seal(TenantId(1), MEASUREMENT, 1, {}) == {}
    assert await keyring.open(TenantId(1), []) == {}


async def test_another_tenant_opens_nothing(keyring: Keyring, tenant: TenantId, subject: SubjectId) -> None:
    sealed = await sealed_text(keyring, tenant, subject, "hemmelig")
    assert await keyring.open(TenantId(next(TENANTS)), [sealed]) == {sealed: None}


@pytest.mark.parametrize(
    "altered",
    [
        {"originator_id": uuid4()},
        {"originator_version": 2},
        {"part": "reason"},
        {"subject": uuid4()},
        {"nonce": b"0" * 12},
        {"ciphertext": b"too short"},
    ],
    ids=lambda altered: next(iter(altered)),
)
async def test_a_text_opens_only_where_it_was_sealed(
    keyring: Keyring, tenant: TenantId, subject: SubjectId, altered: dict[str, object]
) -> None:
    sealed = await sealed_text(keyring, tenant, subject, "hemmelig")
    with pytest.raises(SealIsBroken) as refusal:
        await keyring.open(tenant, [msgspec.structs.replace(sealed, **altered)])
    assert "hemmelig" not in str(refusal.value)


@given(
    text=st.text(),
    sealed_at=st.tuples(st.integers(1, 4), st.uuids(), st.integers(1, 4), st.sampled_from(["comment", "reason"])),
    opened_at=st.tuples(st.integers(1, 4), st.uuids(), st.integers(1, 4), st.sampled_from(["comment", "reason"])),
    same=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_a_seal_holds_at_one_place_only(
    text: str, sealed_at: tuple, opened_at: tuple, same: tuple[bool, bool, bool, bool]
) -> None:
    elsewhere = Place(*(a if keep else b for a, b, keep in zip(sealed_at, opened_at, same, strict=True)))
    place, key, subject = Place(*sealed_at), new_key(), SubjectId(uuid4())
    sealed, wrapped = seal_part(Clear(subject, text), key, place)
    moved = msgspec.structs.replace(
        sealed,
        originator_id=elsewhere.originator_id,
        originator_version=elsewhere.originator_version,
        part=elsewhere.part,
    )
    if elsewhere == place:
        assert open_part(moved, wrapped, key, elsewhere.tenant) == text
    else:
        with pytest.raises(SealIsBroken):
            open_part(moved, wrapped, key, elsewhere.tenant)


@given(st.binary(max_size=80))
def test_no_bytes_pass_for_a_wrapped_key(wrapped: bytes) -> None:
    with pytest.raises(SealIsBroken):
        unwrap(wrapped, OLD.key, place_of_subject(TenantId(1), SubjectId(UUID(int=1))))


def test_a_subjects_key_unwraps_for_that_subject_only() -> None:
    key, subject, other = new_key(), SubjectId(uuid4()), SubjectId(uuid4())
    wrapped = wrap(key, OLD.key, place_of_subject(TenantId(1), subject))
    assert unwrap(wrapped, OLD.key, place_of_subject(TenantId(1), subject)) == key
    for place in (place_of_subject(TenantId(1), other), place_of_subject(TenantId(2), subject)):
        with pytest.raises(SealIsBroken):
            unwrap(wrapped, OLD.key, place)


async def test_an_erased_subject_opens_nothing_and_takes_nothing_more(
    keyring: Keyring, tenant: TenantId, subject: SubjectId
) -> None:
    first, second = [await sealed_text(keyring, tenant, subject, text) for text in ("en", "to")]
    other = await sealed_text(keyring, tenant, SubjectId(uuid4()), "tre")
    await keyring.erase_subject(tenant, subject)
    await keyring.erase_subject(tenant, subject)
    assert await keyring.open(tenant, [first, second, other]) == {first: None, second: None, other: "tre"}
    with pytest.raises(SubjectIsErased):
        await sealed_text(keyring, tenant, subject, "fire")


async def test_a_subject_can_be_erased_before_anything_was_sealed_for_it(
    keyring: Keyring, tenant: TenantId, subject: SubjectId
) -> None:
    await keyring.erase_subject(tenant, subject)
    with pytest.raises(SubjectIsErased):
        await sealed_text(keyring, tenant, subject, "en")


async def test_the_same_pseudonym_in_another_workspace_is_another_subject(
    keyring: Keyring, tenant: TenantId, subject: SubjectId
) -> None:
    elsewhere = TenantId(next(TENANTS))
    sealed = await sealed_text(keyring, tenant, subject, "blir")
    await keyring.erase_subject(elsewhere, subject)
    assert await keyring.open(tenant, [sealed]) == {sealed: "blir"}


async def test_one_text_is_erased_by_itself(keyring: Keyring, tenant: TenantId, subject: SubjectId) -> None:
    first, second = [await sealed_text(keyring, tenant, subject, text) for text in ("en", "to")]
    await keyring.erase_part(tenant, first.key_id)
    assert await keyring.open(tenant, [first, second]) == {first: None, second: "to"}


async def test_an_erased_key_is_in_no_row(
    keyring: Keyring, keys_database: Database, tenant: TenantId, subject: SubjectId
) -> None:
    await sealed_text(keyring, tenant, subject, "en")
    await keyring.erase_subject(tenant, subject)
    async with keys_database.reading(tenant) as connection:
        rows = await connection.fetch("select wrapped_key, master_key_name from keys.subject_keys")
        assert [tuple(row) for row in rows] == [(None, None)]
        assert await connection.fetchval("select count(*) from keys.part_keys") == 0


async def test_rotation_keeps_everything_readable_and_needs_the_old_master_key_no_more(
    keyring: Keyring, keys_database: Database, tenant: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.keys.keyring.REWRAP_PAGE", 2)
    texts = {await sealed_text(keyring, tenant, SubjectId(uuid4()), f"tekst {n}"): f"tekst {n}" for n in range(5)}
    gone = SubjectId(uuid4())
    await keyring.erase_subject(tenant, gone)
    both = Keyring(keys_database, MasterKeys(NEW, (OLD,)))
    assert await both.open(tenant, texts) == texts
    assert [await both.rewrap(tenant) for _ in range(2)] == [5, 0]
    assert await Keyring(keys_database, MasterKeys(NEW)).open(tenant, texts) == texts
    with pytest.raises(MasterKeyIsMissing, match="2026"):
        await keyring.open(tenant, texts)


async def test_a_master_key_of_the_same_name_with_other_bytes_opens_nothing(
    keyring: Keyring, keys_database: Database, tenant: TenantId, subject: SubjectId
) -> None:
    sealed = await sealed_text(keyring, tenant, subject, "hemmelig")
    wrong = Keyring(keys_database, MasterKeys(MasterKey(OLD.name, NEW.key)))
    with pytest.raises(SealIsBroken):
        await wrong.open(tenant, [sealed])


async def test_two_that_seal_first_for_a_subject_agree_on_its_key(
    database: DatabaseCopy, keyring: Keyring, tenant: TenantId, subject: SubjectId
) -> None:
    """The other one has made the subject's key, and commits only after we have looked for it."""
    other = await asyncpg.connect(database.url("samson_keyring"))
    try:
        async with Database.opened(database.url("samson_keyring"), size=1) as second:
            sealed = await _seal_while_another_does(other, Keyring(second, MasterKeys(OLD)), tenant, subject)
    finally:
        await other.close()
    assert await keyring.open(tenant, [sealed]) == {sealed: "vår"}


async def _seal_while_another_does(
    other: asyncpg.Connection, keyring: Keyring, tenant: TenantId, subject: SubjectId
) -> Sealed:
    theirs = wrap(new_key(), OLD.key, place_of_subject(tenant, subject))
    await other.execute(f"begin; set local samson.tenant_id = '{tenant}'")
    await other.execute(
        "insert into keys.subject_keys (tenant_id, subject_id, wrapped_key, master_key_name) values ($1, $2, $3, $4)",
        tenant,
        subject,
        theirs,
        OLD.name,
    )
    async with asyncio.TaskGroup() as group:
        ours = group.create_task(sealed_text(keyring, tenant, subject, "vår"))
        await until_somebody_waits_for_a_lock(other)
        await other.execute("commit")
    return ours.result()


async def until_somebody_waits_for_a_lock(connection: asyncpg.Connection) -> None:
    async with asyncio.timeout(5):
        while not await connection.fetchval(
            "select count(*) from pg_locks where not granted and pid = any(select pid from pg_stat_activity"
            " where datname = current_database())"
        ):
            pass


@pytest.mark.parametrize("role", ["samson_web", "samson_worker", "samson_projector", "samson_ks", "samson_national"])
@pytest.mark.parametrize("table", ["subject_keys", "part_keys"])
async def test_no_other_role_comes_near_the_keys(database: DatabaseCopy, role: str, table: str) -> None:
    async with Database.opened(database.url(role), size=1) as other:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="schema keys"):
            async with other.tenant(TenantId(1)) as connection:
                await connection.execute(f"select from keys.{table}")


@pytest.mark.parametrize("table", ["subject_keys", "part_keys"])
async def test_keys_are_seen_by_their_own_tenant_only(
    keyring: Keyring, keys_database: Database, tenant: TenantId, subject: SubjectId, table: str
) -> None:
    await sealed_text(keyring, tenant, subject, "en")
    count_rows = f"select count(*) from keys.{table}"
    async with keys_database.transaction() as connection:
        assert await connection.fetchval(count_rows) == 0
    async with keys_database.tenant(TenantId(next(TENANTS))) as connection:
        assert await connection.fetchval(count_rows) == 0
    async with keys_database.tenant(tenant) as connection:
        assert await connection.fetchval(count_rows) == 1


def test_neither_keys_nor_texts_show_when_printed(subject: SubjectId) -> None:
    clear, key = Clear(subject, "hemmelig"), new_key()
    sealed, wrapped = seal_part(clear, key, Place(TenantId(1), MEASUREMENT, 1, "comment"))
    shown = f"{clear!r} {sealed!r} {SubjectKey(subject, wrapped, 'x')!r} {MasterKeys(OLD)!r} {Keyring.__repr__}"
    assert "hemmelig" not in shown
    assert repr(wrapped) not in shown
    assert repr(OLD.key) not in shown


TABLES_THAT_FORGET = (
    "keys.subject_keys",
    "keys.part_keys",
    "accounts.accounts",
    "accounts.memberships",
    "accounts.invitations",
    "log.outbox",
    "reports.reports",
)

OPTIONS = """
    select coalesce(whole.reloptions, '{}') || coalesce(large.reloptions, '{}')
    from pg_class as whole
    left join pg_class as large on large.oid = whole.reltoastrelid and whole.relname = 'reports'
    where whole.oid = $1::text::regclass
"""


@pytest.mark.parametrize("table", TABLES_THAT_FORGET)
async def test_what_is_deleted_from_a_table_that_forgets_is_vacuumed_soon(database: DatabaseCopy, table: str) -> None:
    """At the next look of autovacuum, whatever the table's size; the large values of reports too."""
    connection = await asyncpg.connect(database.admin_url)
    options = await connection.fetchval(OPTIONS, table)
    await connection.close()
    wanted = ["autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=0"]
    assert sorted(options) == sorted(wanted * (2 if table == "reports.reports" else 1))
