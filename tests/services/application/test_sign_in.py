import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
import redis.asyncio
from database_plugin import DatabaseCopy
from post_office import PostOffice, mailer_to

from domain.address import AddressIsMalformed
from domain.text import TextIsMissing, TextIsTooLong
from infra.accounts.people import Account, ensure_account
from infra.accounts.sign_in import MOST_OPEN_LINKS, sign_in_by_email_link
from infra.clock import FixedClock
from infra.database import Database
from infra.doorbell import Doorbell
from infra.mail.mailer import Mailer
from infra.outbox import measure_backlog
from infra.rate_limit import RateLimiter
from infra.translation import LANGUAGES, Language
from services.application.outbox import Outcome, drain
from services.application.posting import Post
from services.application.sign_in import (
    PER_ADDRESS,
    PER_IP,
    SIGN_IN_MAIL,
    LinkRequest,
    TooManyRequests,
    request_sign_in_link,
    send_sign_in_link,
)

pytestmark = pytest.mark.anyio

NUMBERS = count(1)
LINK = re.compile(r"https://samson\.example/sign-in/link/([\w-]{43})(\?next=\S+)?")


class Desk:
    """Where people ask for links, and the worker that sends them."""

    def __init__(self, web: Database, worker: Database, limiter: RateLimiter, mailer: Mailer, redis_url: str):
        self.web = web
        self.worker = worker
        self.limiter = limiter
        self.doorbell = Doorbell(redis_url)
        self.clock = FixedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
        self.post = Post(database=worker, mailer=mailer, clock=self.clock, base_url="https://samson.example")

    async def ask(self, email: str, *, ip: str = "", language: Language = "nb", then: str = "") -> None:
        request = LinkRequest(email, ip or f"192.0.2.{next(NUMBERS)}", language, then)
        await request_sign_in_link(self.web, self.limiter, self.doorbell, request)

    async def work(self) -> dict[Outcome, int]:
        handlers = {SIGN_IN_MAIL: partial(send_sign_in_link, self.post)}
        return dict(await drain(self.worker, handlers, timedelta(minutes=1)))


@pytest.fixture
async def desk(database: DatabaseCopy, redis_url: str, post_office: PostOffice) -> AsyncIterator[Desk]:
    async with (
        Database.opened(database.url("samson_web"), size=1) as web,
        Database.opened(database.url("samson_worker"), size=2) as worker,
        redis.asyncio.Redis.from_url(redis_url) as client,
        mailer_to(post_office) as mailer,
    ):
        await client.flushdb()
        async with worker.single_statements() as connection:
            await connection.execute("delete from log.outbox")
            await connection.execute("delete from accounts.accounts where email_key = 'kari@arendal.example'")
        desk = Desk(web, worker, RateLimiter(client, b"key"), mailer, redis_url)
        yield desk
        desk.doorbell.close()


@pytest.fixture
async def kari(desk: Desk) -> Account:
    async with desk.worker.transaction() as connection:
        return await ensure_account(connection, "Kari@arendal.example", desk.clock.now())


async def test_who_asks_gets_a_link_that_signs_in(desk: Desk, kari: Account, post_office: PostOffice) -> None:
    await desk.ask(" kari@ARENDAL.example ")
    assert await desk.work() == {Outcome.DONE: 1}
    link = LINK.search(post_office.text())
    assert link
    assert (await sign_in_by_email_link(desk.web, link[1], desk.clock.now())).account == kari.id
    assert post_office.envelopes[0].rcpt_tos == ["Kari@arendal.example"], "where the account says, not the form"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_letter_is_in_the_language_of_the_page(
    desk: Desk, kari: Account, post_office: PostOffice, language: Language
) -> None:
    await desk.ask(kari.email, language=language)
    await desk.work()
    (mail,) = post_office.mails
    assert mail["Content-Language"] == language
    assert {"nb": "Lenken virker", "nn": "Lenkja verkar", "en": "The link works"}[language] in post_office.text()
    assert "15 min" in post_office.text()


async def test_the_link_leads_back_to_where_one_was(desk: Desk, kari: Account, post_office: PostOffice) -> None:
    await desk.ask(kari.email, then="/w/arendal?a=1&b=ø")
    await desk.work()
    link = LINK.search(post_office.text())
    assert link
    assert link[2] == "?next=/w/arendal%3Fa%3D1%26b%3D%C3%B8"


async def test_an_unknown_address_is_answered_alike_and_gets_no_mail(desk: Desk, post_office: PostOffice) -> None:
    await desk.ask("stranger@arendal.example")
    assert await desk.work() == {Outcome.DONE: 1}
    assert post_office.envelopes == []


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", TextIsMissing),
        ("kari", AddressIsMalformed),
        ("a b@c.no", AddressIsMalformed),
        ("a@b.no" * 50, TextIsTooLong),
    ],
)
async def test_what_is_no_address_is_refused(desk: Desk, email: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await desk.ask(email)
    assert (await measure_backlog(desk.worker)).waiting == 0


@pytest.mark.parametrize("email", ["kari@arendal.example", "stranger@arendal.example"])
async def test_an_address_can_be_asked_for_a_few_times_an_hour_known_or_not(
    desk: Desk, kari: Account, email: str
) -> None:
    for _ in range(PER_ADDRESS.most):
        await desk.ask(email)
    with pytest.raises(TooManyRequests) as refusal:
        await desk.ask(email.upper())
    assert refusal.value.data == {"minutes": 60}


async def test_one_machine_can_ask_for_many_addresses_but_not_for_all(desk: Desk) -> None:
    for n in range(PER_IP.most):
        await desk.ask(f"n{n}@arendal.example", ip="198.51.100.7")
    with pytest.raises(TooManyRequests):
        await desk.ask("kari@arendal.example", ip="198.51.100.7")


async def test_a_mailbox_is_not_flooded_even_when_nothing_is_limited(
    desk: Desk, kari: Account, post_office: PostOffice, redis_url: str
) -> None:
    async with redis.asyncio.Redis.from_url("redis://127.0.0.1:1/0") as nowhere:
        desk.limiter = RateLimiter(nowhere, b"key")
        for _ in range(MOST_OPEN_LINKS + 3):
            await desk.ask(kari.email)
            await desk.work()
    assert len(post_office.envelopes) == MOST_OPEN_LINKS


async def test_a_mail_that_was_not_taken_is_sent_later_under_the_same_id(
    desk: Desk, kari: Account, post_office: PostOffice
) -> None:
    post_office.lost = 1
    await desk.ask(kari.email)
    assert await desk.work() == {Outcome.PUT_BACK: 1}
    async with desk.worker.single_statements() as connection:
        await connection.execute("update log.outbox set available_at = clock_timestamp()")
    assert await desk.work() == {Outcome.DONE: 1}
    assert len({mail["Message-ID"] for mail in post_office.mails}) == 1
    link = LINK.search(post_office.text())
    assert link
    assert await sign_in_by_email_link(desk.web, link[1], desk.clock.now())


async def test_a_link_that_nobody_waits_for_any_more_is_not_sent(
    desk: Desk, kari: Account, post_office: PostOffice, cluster_url: str, database: DatabaseCopy
) -> None:
    await desk.ask(kari.email)
    async with Database.opened(database.admin_url, size=1) as admin, admin.single_statements() as connection:
        await connection.execute("update log.outbox set created_at = created_at - interval '61 minutes'")
    assert await desk.work() == {Outcome.DONE: 1}
    assert post_office.envelopes == []


async def test_a_refused_mail_is_set_aside_without_its_address(
    desk: Desk, kari: Account, post_office: PostOffice
) -> None:
    post_office.refusal = "550 no kari@arendal.example here"
    await desk.ask(kari.email)
    assert await desk.work() == {Outcome.SET_ASIDE: 1}
    async with desk.worker.single_statements() as connection:
        assert await connection.fetchval("select last_error from log.outbox") == "the mail is refused: 550"


async def test_no_secret_waits_in_the_outbox(desk: Desk, kari: Account, post_office: PostOffice) -> None:
    links = "select count(*) from accounts.sign_in_links"
    async with desk.worker.single_statements() as connection:
        before = await connection.fetchval(links)
    await desk.ask(kari.email)
    async with desk.worker.single_statements() as connection:
        waiting = await connection.fetchval("select payload::text from log.outbox where done_at is null")
        assert await connection.fetchval(links) == before
    await desk.work()
    link = LINK.search(post_office.text())
    assert link
    assert link[1] not in waiting
