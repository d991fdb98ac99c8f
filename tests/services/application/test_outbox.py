import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from database_plugin import DatabaseCopy

from domain.ids import PLATFORM, TenantId
from infra.database import Database
from infra.outbox import (
    LEASE,
    TakenWork,
    delete_done_work,
    enqueue,
    measure_backlog,
    put_work_back,
    take_up_again,
    take_work,
)
from services.application import outbox
from services.application.outbox import (
    MOST_ATTEMPTS,
    CannotBeDone,
    NotYet,
    Outcome,
    drain,
    keep_draining,
    wait_after,
)

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
NUMBERS = count(30_001)

Order = Callable[..., Awaitable[None]]


@pytest.fixture
async def web(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url("samson_web"), size=1) as opened:
        yield opened


@pytest.fixture
async def worker(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url("samson_worker"), size=4) as opened:
        async with opened.single_statements() as connection:
            await connection.execute("delete from log.outbox")
        yield opened


@pytest.fixture
def order(web: Database, worker: Database) -> Order:
    """Into an outbox that is empty but for these."""

    async def order(payload: str = "once", tenant: TenantId = PLATFORM, kind: str = "test.say") -> None:
        async with web.tenant(tenant) as connection:
            await enqueue(connection, tenant, kind, {"say": payload})

    return order


class Listener:
    """Hears what the work says; fails as long as it has errors left."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.heard: list[TakenWork] = []

    async def __call__(self, work: TakenWork) -> None:
        self.heard.append(work)
        if self.errors:
            raise self.errors.pop(0)


async def rows(worker: Database) -> list[asyncpg.Record]:
    async with worker.single_statements() as connection:
        return await connection.fetch("select * from log.outbox order by created_at")


async def let_time_pass(worker: Database, by: timedelta) -> None:
    async with worker.single_statements() as connection:
        await connection.execute(
            "update log.outbox set available_at = available_at - $1::interval where available_at <> 'infinity'", by
        )


async def drained(worker: Database, handler: Any) -> dict[Outcome, int]:
    return dict(await drain(worker, {"test.say": handler}, MINUTE))


async def test_work_of_every_tenant_is_done_once_in_its_order(order: Order, worker: Database) -> None:
    tenants = [PLATFORM, TenantId(next(NUMBERS)), TenantId(next(NUMBERS))]
    for tenant in tenants:
        await order(f"for {tenant}", tenant)
    listener = Listener()
    assert await drained(worker, listener) == {Outcome.DONE: 3}
    assert [(work.tenant, work.payload) for work in listener.heard] == [(t, {"say": f"for {t}"}) for t in tenants]
    assert await drained(worker, listener) == {}


async def test_of_work_that_is_done_the_particulars_are_gone(order: Order, worker: Database) -> None:
    await order("kari@arendal.example")
    await drained(worker, Listener())
    (row,) = await rows(worker)
    assert row["done_at"]
    assert "kari" not in str(dict(row))


async def test_work_that_fails_is_done_at_a_later_attempt(order: Order, worker: Database) -> None:
    await order()
    listener = Listener(OSError("no route"))
    assert await drained(worker, listener) == {Outcome.PUT_BACK: 1}
    assert await drained(worker, listener) == {}, "not before its time"
    await let_time_pass(worker, wait_after(1))
    assert await drained(worker, listener) == {Outcome.DONE: 1}
    assert [work.attempts for work in listener.heard] == [1, 2]


async def test_waits_grow_up_to_an_hour() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (15, 60, 240, 960)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


async def test_work_that_never_succeeds_is_set_aside_and_shows(
    order: Order, worker: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await order()
    listener = Listener(*(OSError("550 kari@arendal.example") for _ in range(MOST_ATTEMPTS)))
    with caplog.at_level(logging.WARNING):
        for attempt in range(1, MOST_ATTEMPTS + 1):
            await drained(worker, listener)
            await let_time_pass(worker, wait_after(attempt))
    assert await drained(worker, listener) == {}
    assert (await measure_backlog(worker)).set_aside == 1
    assert [row["last_error"] for row in await rows(worker)] == ["OSError"]
    assert "is set aside: OSError" in caplog.text
    assert "kari" not in caplog.text


async def test_what_was_set_aside_can_be_taken_up_again(order: Order, worker: Database) -> None:
    await order()
    listener = Listener(CannotBeDone("550"))
    assert await drained(worker, listener) == {Outcome.SET_ASIDE: 1}
    assert [row["last_error"] for row in await rows(worker)] == ["550"]
    assert await take_up_again(worker) == 1
    assert await drained(worker, listener) == {Outcome.DONE: 1}


async def test_work_whose_turn_has_not_come_waits_for_it_and_no_attempt_is_counted(
    order: Order, worker: Database
) -> None:
    await order()
    listener = Listener(*(NotYet(MINUTE) for _ in range(MOST_ATTEMPTS + 2)))
    for _ in range(MOST_ATTEMPTS + 2):
        assert await drained(worker, listener) == {Outcome.PUT_OFF: 1}
        assert await drained(worker, listener) == {}, "not before its turn"
        await let_time_pass(worker, MINUTE)
    assert await drained(worker, listener) == {Outcome.DONE: 1}
    assert {work.attempts for work in listener.heard} == {1}
    assert [(row["attempts"], row["last_error"]) for row in await rows(worker)] == [(1, None)]


async def test_work_that_is_put_off_again_and_again_keeps_the_failures_that_it_had(
    order: Order, worker: Database
) -> None:
    await order()
    listener = Listener(OSError("no route"), NotYet(MINUTE), OSError("no route"))
    for _ in range(3):
        await drained(worker, listener)
        await let_time_pass(worker, timedelta(hours=1))
    assert [work.attempts for work in listener.heard] == [1, 2, 2]


async def test_what_waits_for_its_turn_keeps_no_other_work_from_being_done(
    order: Order, worker: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_A_TIME", 3)
    for number in range(40):
        await order("slow" if number < 30 else "quick")

    async def handler(work: TakenWork) -> None:
        if work.payload["say"] == "slow":
            raise NotYet(MINUTE)

    assert await drained(worker, handler) == {Outcome.PUT_OFF: 30, Outcome.DONE: 10}


async def test_a_tick_stays_for_what_has_its_turn_before_the_next_one_and_for_nothing_else(
    order: Order, worker: Database
) -> None:
    await order("soon")
    await order("late")
    waits = {"soon": [timedelta(milliseconds=80), timedelta(milliseconds=80)], "late": [MINUTE]}

    async def handler(work: TakenWork) -> None:
        if waits[work.payload["say"]]:
            raise NotYet(waits[work.payload["say"]].pop())

    done = await keep_draining(worker, {"test.say": handler}, timedelta(seconds=5))
    assert dict(done) == {Outcome.PUT_OFF: 3, Outcome.DONE: 1}
    assert dict(await keep_draining(worker, {"test.say": handler}, timedelta(seconds=5))) == {}


async def test_a_tick_does_new_work_while_it_waits_and_is_over_in_its_time(order: Order, worker: Database) -> None:
    await order("waits")
    heard: list[str] = []

    async def handler(work: TakenWork) -> None:
        if work.payload["say"] == "waits":
            if not heard:
                await order("new")
            raise NotYet(timedelta(milliseconds=300))
        heard.append(work.payload["say"])

    done = await keep_draining(worker, {"test.say": handler}, timedelta(seconds=1))
    assert heard == ["new"]
    assert Outcome.PUT_BACK not in done


async def test_one_row_that_fails_keeps_no_other_from_being_done(order: Order, worker: Database) -> None:
    for n in range(3):
        await order(str(n))
    assert await drained(worker, Listener(ValueError("poison"))) == {Outcome.PUT_BACK: 1, Outcome.DONE: 2}


async def test_a_worker_that_died_at_it_leaves_the_work_to_another(order: Order, worker: Database) -> None:
    await order()
    (taken,) = await take_work(worker, ["test.say"], 10)
    listener = Listener()
    assert await drained(worker, listener) == {}, "it is withheld while the first one may be at it"
    await let_time_pass(worker, LEASE)
    assert await drained(worker, listener) == {Outcome.DONE: 1}
    assert [(work.id, work.attempts) for work in listener.heard] == [(taken.id, 2)]


async def test_work_that_kills_its_worker_each_time_is_set_aside(order: Order, worker: Database) -> None:
    await order()
    for _ in range(MOST_ATTEMPTS):
        await take_work(worker, ["test.say"], 10)
        await let_time_pass(worker, LEASE)
    listener = Listener()
    assert await drained(worker, listener) == {Outcome.SET_ASIDE: 1}
    assert listener.heard == []


async def test_who_was_too_slow_does_not_put_back_what_another_is_at(order: Order, worker: Database) -> None:
    await order()
    (slow,) = await take_work(worker, ["test.say"], 10)
    await let_time_pass(worker, LEASE)
    await take_work(worker, ["test.say"], 10)
    await put_work_back(worker, slow, timedelta(), "slow")
    assert await take_work(worker, ["test.say"], 10) == []


async def test_two_workers_do_nothing_twice(order: Order, worker: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "AT_A_TIME", 3)
    for n in range(20):
        await order(str(n))
    listener = Listener()
    await asyncio.gather(drained(worker, listener), drained(worker, listener), drained(worker, listener))
    assert sorted(int(work.payload["say"]) for work in listener.heard) == list(range(20))


async def test_work_that_hangs_is_given_up_and_put_back(
    order: Order, worker: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST", timedelta(milliseconds=20))

    async def hang(_: TakenWork) -> None:
        await asyncio.Event().wait()

    await order()
    assert await drained(worker, hang) == {Outcome.PUT_BACK: 1}
    assert [row["last_error"] for row in await rows(worker)] == ["TimeoutError"]


async def test_no_new_work_is_begun_after_the_time_is_up(order: Order, worker: Database) -> None:
    await order()
    assert dict(await drain(worker, {"test.say": Listener()}, timedelta())) == {}


async def test_a_worker_that_is_told_to_stop_ends_what_it_is_at_and_begins_nothing_new(
    order: Order, worker: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_A_TIME", 1)
    for say in ("first", "second"):
        await order(say)
    stopping = asyncio.Event()

    async def handler(_: TakenWork) -> None:
        stopping.set()

    for draining in (drain, keep_draining):
        stopping.clear()
        assert dict(await draining(worker, {"test.say": handler}, MINUTE, stopping)) == {Outcome.DONE: 1}
        assert dict(await draining(worker, {"test.say": handler}, MINUTE, stopping)) == {}


async def test_work_of_a_kind_that_nobody_does_waits_and_shows(order: Order, worker: Database) -> None:
    await order(kind="test.newer")
    await let_time_pass(worker, timedelta(hours=2))
    assert await drained(worker, Listener()) == {}
    backlog = await measure_backlog(worker)
    assert (backlog.waiting, backlog.set_aside) == (1, 0)
    assert backlog.eldest >= timedelta(hours=2)


async def test_an_empty_outbox_has_no_backlog(worker: Database) -> None:
    backlog = await measure_backlog(worker)
    assert (backlog.waiting, backlog.eldest, backlog.set_aside) == (0, timedelta(), 0)


async def test_done_work_is_deleted_after_a_while_and_other_work_is_not(order: Order, worker: Database) -> None:
    await order("first")
    await drained(worker, Listener())
    await order("second")
    await delete_done_work(worker, timedelta(days=1))
    assert len(await rows(worker)) == 2
    await delete_done_work(worker, timedelta())
    assert [row["done_at"] for row in await rows(worker)] == [None]


async def test_the_web_orders_for_one_tenant_and_sees_no_others_work(order: Order, web: Database) -> None:
    ours, theirs = TenantId(next(NUMBERS)), TenantId(next(NUMBERS))
    await order("ours", ours)
    async with web.tenant(theirs) as connection:
        assert await connection.fetch("select id from log.outbox") == []
    with pytest.raises(asyncpg.PostgresError, match="not the one that this transaction works for"):
        async with web.tenant(theirs) as connection:
            await enqueue(connection, ours, "test.say", {})


def test_work_hides_its_particulars_when_printed() -> None:
    work = TakenWork(PLATFORM, uuid4(), "mail.sign-in", {"email": "kari@arendal.example"}, 1, timedelta())
    assert "kari" not in repr(work)
