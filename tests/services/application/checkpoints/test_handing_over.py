"""Checkpoints on their way out: to a folder, and to a witness that checks for itself that the log has only grown."""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest

from domain.ids import TenantId
from infra.clock import FixedClock
from infra.eventlog.checkpoints import Checkpoint, checkpoint_of
from infra.eventlog.notes import CosignatureIsMalformed, cosignatures, verifier_key
from infra.keys.signing_rows import signing_keys
from services.application.checkpoints.handing_over import ask_witness, put_into_folder
from services.application.checkpoints.signing import FILE, WITNESS, Notary, sign_log
from services.application.outbox import Outcome, drain
from tests.database_plugin import DatabaseCopy
from tests.support.checkpoints import grow, opened_notary, read_note
from tests.support.logs import new_tenant
from tests.support.witness import NAME, Answer, Witness, open_witness

pytestmark = pytest.mark.anyio

ORIGIN = "samson.example/log/7"
LINE = f"— {NAME} {base64.b64encode(bytes(76)).decode()}\n"


@pytest.fixture
async def notary(emptied_database: DatabaseCopy, redis_url: str) -> AsyncIterator[Notary]:
    clock = FixedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    async with opened_notary(emptied_database, redis_url, clock, [FILE, WITNESS]) as opened:
        yield opened


@pytest.fixture
def tenant(emptied_database: DatabaseCopy) -> TenantId:
    return new_tenant(emptied_database)


@pytest.fixture
def witness() -> Iterator[Witness]:
    with open_witness() as opened:
        yield opened


async def sign(notary: Notary, tenant: TenantId, events: int = 1) -> Checkpoint:
    await grow(notary.world, tenant, events)
    signed = await sign_log(notary, tenant)
    assert signed is not None
    return signed


async def introduce(notary: Notary, tenant: TenantId, witness: Witness) -> None:
    """As its operator does: the log's verifier key."""
    await notary.world.keyring.signing.signer(notary.world.clock.now())
    async with notary.world.database.reading(tenant) as connection:
        witness.trusted.add(verifier_key(notary.origin(tenant), (await signing_keys(connection))[-1].public_key))


async def ask(notary: Notary, witness: Witness) -> dict[Outcome, int]:
    handlers = {WITNESS: partial(ask_witness, notary, witness.url)}
    return dict(await drain(notary.world.database, handlers, timedelta(seconds=20)))


async def stored(notary: Notary, tenant: TenantId, size: int) -> Checkpoint:
    async with notary.world.database.reading(tenant) as connection:
        found = await checkpoint_of(connection, tenant, size)
    assert found is not None
    return found


async def put_off_until_now(database: DatabaseCopy) -> None:
    """As if the wait for the next attempt were over."""
    with psycopg.connect(database.admin_url) as connection:
        connection.execute("update log.outbox set available_at = clock_timestamp() where done_at is null")


async def test_a_witness_checks_the_growth_and_its_signature_stands_below_the_note(
    notary: Notary, tenant: TenantId, witness: Witness
) -> None:
    await introduce(notary, tenant, witness)
    for events in (3, 1, 9, 4):
        signed = await sign(notary, tenant, events)
        assert await ask(notary, witness) == {Outcome.DONE: 1}
        kept = await stored(notary, tenant, signed.size)
        assert kept.note == signed.note
        name, raw = read_note(kept.text).lines[-1]
        assert name == NAME
        assert raw[:4] == hashlib.sha256(f"{NAME}\n".encode() + witness.verifier_material).digest()[:4]
    assert witness.statuses == [200] * 4
    assert [asked.split("\n")[0] for asked in witness.asked] == ["old 0", "old 3", "old 4", "old 13"]


async def test_a_witness_that_has_forgotten_or_knows_more_is_asked_from_the_size_that_it_says(
    notary: Notary, tenant: TenantId, witness: Witness, emptied_database: DatabaseCopy
) -> None:
    await introduce(notary, tenant, witness)
    await sign(notary, tenant, 5)
    await ask(notary, witness)
    witness.forget()
    await sign(notary, tenant, 2)
    assert await ask(notary, witness) == {Outcome.DONE: 1}
    with psycopg.connect(emptied_database.admin_url) as connection:
        connection.execute("update log.checkpoints set cosignatures = ''")
    await sign(notary, tenant, 6)
    assert await ask(notary, witness) == {Outcome.DONE: 1}
    assert witness.statuses == [200, 409, 200, 409, 200]
    assert [asked.split("\n")[0] for asked in witness.asked] == ["old 0", "old 5", "old 0", "old 0", "old 7"]
    assert (await stored(notary, tenant, 13)).cosignatures


async def test_a_size_between_our_checkpoints_is_proven_too(
    notary: Notary, tenant: TenantId, witness: Witness, emptied_database: DatabaseCopy
) -> None:
    await introduce(notary, tenant, witness)
    await sign(notary, tenant, 5)
    await sign(notary, tenant, 4)
    await ask(notary, witness)
    with psycopg.connect(emptied_database.admin_url) as connection:
        connection.execute("delete from log.checkpoints where size = 9")
    await sign(notary, tenant, 4)
    assert await ask(notary, witness) == {Outcome.DONE: 1}
    assert witness.asked[-1].startswith("old 9\n")


async def test_a_broken_witness_is_asked_again_later(
    notary: Notary, tenant: TenantId, witness: Witness, emptied_database: DatabaseCopy
) -> None:
    signed = await sign(notary, tenant)
    assert await ask(notary, witness) == {Outcome.PUT_BACK: 1}, "it does not know us yet: 404"
    await introduce(notary, tenant, witness)
    for said in (Answer(500), Answer(200, "cosigned, trust me\n"), Answer(409, "many\n"), Answer(200, "x" * 100_000)):
        witness.say = said
        await put_off_until_now(emptied_database)
        assert await ask(notary, witness) == {Outcome.PUT_BACK: 1}
    assert (await stored(notary, tenant, signed.size)).cosignatures == ""
    witness.say = None
    await put_off_until_now(emptied_database)
    assert await ask(notary, witness) == {Outcome.DONE: 1}
    assert (await stored(notary, tenant, signed.size)).cosignatures


async def test_a_checkpoint_that_was_overtaken_is_not_sent(notary: Notary, tenant: TenantId, witness: Witness) -> None:
    await introduce(notary, tenant, witness)
    await sign(notary, tenant, 2)
    await sign(notary, tenant, 2)
    assert await ask(notary, witness) == {Outcome.DONE: 2}
    assert len(witness.asked) == 1
    assert (await stored(notary, tenant, 2)).cosignatures == ""
    assert (await stored(notary, tenant, 4)).cosignatures


async def test_a_witness_that_knows_another_history_is_said_and_not_asked_again(
    notary: Notary, tenant: TenantId, witness: Witness
) -> None:
    await introduce(notary, tenant, witness)
    for known, status in (((4, bytes(32)), 409), ((9, bytes(32)), 409), ((2, bytes(32)), 422)):
        signed = await sign(notary, tenant, 4)
        witness.seen[notary.origin(tenant)] = known
        assert await ask(notary, witness) == {Outcome.SET_ASIDE: 1}
        assert witness.statuses[-1] == status
        assert (await stored(notary, tenant, signed.size)).cosignatures == ""


async def test_every_checkpoint_is_a_file_and_the_latest_has_a_name_of_its_own(
    notary: Notary, tenant: TenantId, tmp_path: Path
) -> None:
    signed = [await sign(notary, tenant, events) for events in (1, 2)]
    for _ in range(2):
        handlers = {FILE: partial(put_into_folder, notary, tmp_path / "kept")}
        assert set(await drain(notary.world.database, handlers, timedelta(seconds=20))) <= {Outcome.DONE}
    folder = tmp_path / "kept" / str(tenant)
    assert {file.name: file.read_text() for file in folder.iterdir()} == {
        "1.txt": signed[0].note,
        "3.txt": signed[1].note,
        "latest.txt": signed[1].note,
    }


async def test_a_folder_and_a_witness_that_were_taken_away_leave_nothing_to_do(
    notary: Notary, tenant: TenantId
) -> None:
    await sign(notary, tenant)
    handlers = {FILE: partial(put_into_folder, notary, None), WITNESS: partial(ask_witness, notary, "")}
    assert await drain(notary.world.database, handlers, timedelta(seconds=20)) == {Outcome.DONE: 2}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "\n",
        LINE.rstrip("\n"),
        f"{LINE}\n",
        LINE * 17,
        LINE.replace("— ", "- "),
        LINE.replace(NAME, f"{NAME} x"),
        LINE.replace(NAME, "a+b"),
        LINE.replace(NAME, ORIGIN),
        f"— {NAME} {base64.b64encode(bytes(75)).decode()}\n",
        f"— {NAME} {base64.b64encode(bytes(4000)).decode()}\n",
        f"— {NAME} AAA\n",
        f"— {NAME} {base64.b64encode(bytes(76)).decode()}\r\n",
    ],
)
def test_what_is_no_signature_line_never_stands_below_a_note(answer: str) -> None:
    with pytest.raises(CosignatureIsMalformed):
        cosignatures(answer, ORIGIN)


def test_signature_lines_are_taken_as_they_are() -> None:
    assert cosignatures(LINE * 2, ORIGIN) == LINE * 2
