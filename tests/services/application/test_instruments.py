"""Versions that KS takes in, against the real database: kept whole, found by every process, offered to the towns."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
from database_plugin import DatabaseCopy
from instrument_text import encoded, next_version
from instruments import SAMSON, reworded, with_question
from msgspec.structs import replace
from shelves import WHO_APPROVES, WHO_TAKES_IN, publish, reinstate, retire, take_in

from domain.errors import DomainError
from domain.ids import KS, TenantId
from domain.instrument.publication.decisions import ApproveDraft, RequestReview, WithdrawDraft
from domain.instrument.publication.errors import SomebodyElseApproves, VersionFollowsAnother
from domain.instrument.reading import InstrumentIsUnreadable, structure_sha256
from infra.identity import new_stream_id
from infra.instrument_files import LARGEST, find_file, name_of
from infra.instruments import InstrumentIsUnknown, instrument_files
from infra.migrations.roles import WEB, WORKER
from services.application.instruments import (
    FileIsTooLarge,
    InstrumentIsAnother,
    InstrumentIsUnsound,
    decide_version,
    draft_edition,
    edition,
    edition_file,
    instrument_history,
    instrument_shelf,
    offered,
    publish_instruments,
    take_draft_in,
)
from services.application.world import World
from tests.support.worlds import opened_world

pytestmark = pytest.mark.anyio

TWO = next_version(SAMSON, " To.")
THREE = next_version(TWO, " Tre.")
IN_SAMI = replace(
    reworded(SAMSON, lambda wording: {**wording, "se": wording["nb"]}), languages=(*SAMSON.languages, "se")
)


class Houses:
    """Two web processes and a worker on one database, each with a memory of its own."""

    def __init__(self, here: World, there: World, worker: World) -> None:
        self.here = here
        self.there = there
        self.worker = worker


@pytest.fixture
async def houses(emptied_database: DatabaseCopy, redis_url: str) -> AsyncIterator[Houses]:
    async with AsyncExitStack() as stack:
        here, there, worker = [
            await stack.enter_async_context(opened_world(emptied_database, redis_url, role))
            for role in (WEB, WEB, WORKER)
        ]
        await publish_instruments(worker)
        yield Houses(here, there, worker)


async def kept_files(database: DatabaseCopy) -> int:
    connection = await asyncpg.connect(database.admin_url)
    count = await connection.fetchval("select count(*) from instruments.files")
    await connection.close()
    assert isinstance(count, int)
    return count


async def test_what_is_shipped_is_published_once_and_offered(houses: Houses) -> None:
    assert await publish_instruments(houses.worker) == 0
    assert await offered(houses.here) == (SAMSON, structure_sha256(SAMSON))
    assert await edition_file(houses.here, 1) == instrument_files()["samson", 1]


async def test_a_version_that_one_process_publishes_is_found_by_another(houses: Houses) -> None:
    assert await offered(houses.there) == (SAMSON, structure_sha256(SAMSON))
    await publish(houses.here, TWO)
    assert await houses.there.instruments.by_hash(structure_sha256(TWO)) == TWO
    assert await offered(houses.there) == (TWO, structure_sha256(TWO))
    assert await offered(houses.worker) == (TWO, structure_sha256(TWO))


async def test_it_is_found_by_its_hash_before_anybody_asks_what_is_offered(houses: Houses) -> None:
    await publish(houses.here, TWO)
    await publish(houses.here, THREE)
    assert await houses.there.instruments.by_hash(structure_sha256(TWO)) == TWO
    with pytest.raises(InstrumentIsUnknown):
        await houses.there.instruments.by_hash("0" * 64)


async def test_a_series_goes_on_through_versions_that_another_process_published(houses: Houses) -> None:
    await publish(houses.here, TWO)
    await publish(houses.here, THREE)
    hashes = [structure_sha256(one) for one in (SAMSON, TWO, THREE)]
    assert [one.sha256 for one in await houses.there.instruments.successors(hashes[0])] == hashes[1:]
    assert await houses.worker.instruments.line(hashes[0], hashes[2]) == (SAMSON, TWO, THREE)


async def test_a_world_knows_what_is_published_from_its_opening(
    houses: Houses, emptied_database: DatabaseCopy, redis_url: str
) -> None:
    await publish(houses.here, TWO)
    async with opened_world(emptied_database, redis_url, WEB) as world:
        await world.instruments.look_further()
        assert world.instruments.by_version("samson", 2).instrument == TWO


async def test_a_language_that_was_added_is_found_by_another_process(houses: Houses) -> None:
    await offered(houses.there)
    await publish(houses.here, IN_SAMI)
    instrument, sha256 = await offered(houses.there)
    assert (instrument.languages, sha256) == ((*SAMSON.languages, "se"), structure_sha256(SAMSON))
    assert (await houses.there.instruments.by_hash(sha256)).languages == (*SAMSON.languages, "se")


async def test_a_start_of_the_software_takes_no_language_back(houses: Houses) -> None:
    await publish(houses.here, IN_SAMI)
    assert await publish_instruments(houses.worker) == 0


async def test_a_start_of_the_software_brings_no_retired_version_back(houses: Houses) -> None:
    await publish(houses.here, TWO)
    await retire(houses.here, 1)
    assert await publish_instruments(houses.worker) == 0
    assert [one.number for one in (await instrument_shelf(houses.here)).on_offer("samson")] == [2]


async def test_a_retired_version_is_offered_no_more_and_is_known_all_the_same(houses: Houses) -> None:
    await publish(houses.here, TWO)
    await retire(houses.here, 2)
    assert await offered(houses.there) == (SAMSON, structure_sha256(SAMSON))
    assert await houses.there.instruments.by_hash(structure_sha256(TWO)) == TWO
    await reinstate(houses.here, 2)
    assert await offered(houses.there) == (TWO, structure_sha256(TWO))


async def test_a_draft_is_kept_byte_for_byte_and_offered_to_nobody(houses: Houses) -> None:
    file = await take_in(houses.here, TWO, note="Etter høring")
    assert await edition_file(houses.there, 2) == file
    assert await edition(houses.there, 2) == TWO
    assert await offered(houses.there) == (SAMSON, structure_sha256(SAMSON))
    with pytest.raises(InstrumentIsUnknown):
        await houses.there.instruments.by_hash(structure_sha256(TWO))


async def test_where_there_are_both_the_edition_is_the_published_one(houses: Houses) -> None:
    await take_in(houses.here, IN_SAMI)
    assert (await edition(houses.here, 1)).languages == SAMSON.languages
    assert (await draft_edition(houses.here, 1)).languages == (*SAMSON.languages, "se")
    for number in (2, 9999):
        with pytest.raises(InstrumentIsUnknown):
            await edition(houses.here, number)
        with pytest.raises(InstrumentIsUnknown):
            await draft_edition(houses.here, number)


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (b"#" * (LARGEST + 1), FileIsTooLarge),
        (b"\xff\xfe", InstrumentIsUnreadable),
        (b"id = ", InstrumentIsUnreadable),
        (b"x = " + b"[" * 100_000, InstrumentIsUnreadable),
        (b"a." * 300_000 + b"a = 1", InstrumentIsUnreadable),
        (encoded(replace(TWO, id="delilah")), InstrumentIsAnother),
        (encoded(replace(SAMSON, version=2)), VersionFollowsAnother),
        (encoded(replace(TWO, fields=TWO.fields[:6])), InstrumentIsUnsound),
        (encoded(THREE), InstrumentIsUnsound),
    ],
    ids=[
        "too large",
        "no text",
        "no TOML",
        "too deep",
        "a key of too many parts",
        "another",
        "follows nothing",
        "unsound",
        "follows nobody's",
    ],
)
async def test_of_what_is_refused_nothing_is_stored(
    houses: Houses, emptied_database: DatabaseCopy, file: bytes, refusal: type[DomainError]
) -> None:
    before = await houses.here.log.head(KS)
    with pytest.raises(refusal):
        await take_draft_in(houses.here, WHO_TAKES_IN, file, "", new_stream_id())
    assert await houses.here.log.head(KS) == before
    assert await kept_files(emptied_database) == 0


async def test_everything_that_is_wrong_is_told_at_once(houses: Houses) -> None:
    broken = with_question("1-1", lambda one: replace(one, continues="9-9", links={}), of=TWO)
    with pytest.raises(InstrumentIsUnsound) as refused:
        await take_draft_in(houses.here, WHO_TAKES_IN, encoded(broken), "", new_stream_id())
    assert {problem.code for problem in refused.value.problems} == {"no_links", "unknown_origin"}
    with pytest.raises(InstrumentIsUnsound) as refused:
        await take_draft_in(houses.here, WHO_TAKES_IN, encoded(THREE), "", new_stream_id())
    assert [problem.code for problem in refused.value.problems] == ["follows_unknown_version"]


async def test_a_form_that_is_sent_twice_counts_once(houses: Houses) -> None:
    file, command_id = encoded(TWO), new_stream_id()
    for _ in range(2):
        assert await take_draft_in(houses.here, WHO_TAKES_IN, file, "", command_id) == 2
    assert len(await instrument_history(houses.here)) == 2


async def test_two_people_are_needed(houses: Houses) -> None:
    file = await take_in(houses.here, TWO)
    about = {"instrument": "samson", "version": 2, "seen": name_of(file)}
    await decide_version(houses.here, WHO_TAKES_IN, RequestReview(**about), new_stream_id())
    with pytest.raises(SomebodyElseApproves):
        await decide_version(houses.here, WHO_TAKES_IN, ApproveDraft(**about), new_stream_id())
    await decide_version(houses.there, WHO_APPROVES, ApproveDraft(**about), new_stream_id())


async def test_a_file_whose_draft_was_withdrawn_can_be_taken_in_again(houses: Houses) -> None:
    file = await take_in(houses.here, TWO)
    command = WithdrawDraft(instrument="samson", version=2, seen=name_of(file))
    await decide_version(houses.here, WHO_APPROVES, command, new_stream_id())
    with pytest.raises(InstrumentIsUnknown):
        await edition(houses.here, 2)
    assert await take_in(houses.here, TWO) == file


async def test_a_file_that_somebody_changed_in_the_database_is_not_used_and_stops_nothing(
    houses: Houses, emptied_database: DatabaseCopy
) -> None:
    file = await publish(houses.here, TWO)
    connection = await asyncpg.connect(emptied_database.admin_url)
    await connection.execute("alter table instruments.files drop constraint named_by_its_content")
    await connection.execute("update instruments.files set file = 'x' where file = $1", file)
    await connection.close()
    await houses.there.instruments.look_further()
    with pytest.raises(InstrumentIsUnknown):
        await offered(houses.there)


async def test_the_files_and_the_people_of_ks_are_no_workspace_s(houses: Houses) -> None:
    file = await take_in(houses.here, TWO)
    async with houses.here.database.reading(TenantId(101)) as connection:
        assert await find_file(connection, name_of(file)) is None
        assert await connection.fetch("select * from accounts.ks_people") == []
    async with houses.here.database.reading(KS) as connection:
        assert await find_file(connection, name_of(file)) == file


@pytest.mark.parametrize("statement", ["update instruments.files set file = ''", "delete from instruments.files"])
@pytest.mark.parametrize("role", ["here", "worker"])
async def test_nobody_changes_or_deletes_a_file(houses: Houses, role: str, statement: str) -> None:
    world: World = getattr(houses, role)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.database.tenant(KS) as connection:
            await connection.execute(statement)
