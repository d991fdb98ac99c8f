from datetime import date, datetime, timedelta

import pytest

from infra.accounts.people import Account
from infra.accounts.sessions import (
    LONGEST,
    Session,
    end_all_sessions,
    end_session,
    find_session,
    note_use,
    start_session,
)
from infra.accounts.sign_in import SignedIn
from infra.accounts.tidying import delete_ended_sessions_and_links
from infra.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def token(web: Database, account: Account, now: datetime) -> str:
    return await start_session(web, SignedIn(account.id, "email-link"), now)


async def test_a_session_knows_its_account(web: Database, account: Account, token: str, now: datetime) -> None:
    assert await find_session(web, token, now) == Session(account, date(2026, 11, 23))


async def test_a_made_up_token_has_no_session(web: Database, now: datetime) -> None:
    assert await find_session(web, "x" * 43, now) is None


async def test_a_session_ends_when_a_whole_day_passes_without_use(web: Database, token: str, now: datetime) -> None:
    tomorrow_night = datetime.fromisoformat("2026-11-24T23:59:59+01:00")
    assert await find_session(web, token, tomorrow_night)
    assert await find_session(web, token, tomorrow_night + timedelta(seconds=1)) is None


async def test_use_keeps_a_session_alive_for_thirty_days_at_most(web: Database, token: str, now: datetime) -> None:
    for days in range(1, 31):
        at = now + timedelta(days=days) - timedelta(seconds=1)
        session = await find_session(web, token, at)
        assert session is not None
        await note_use(web, token, at)
    assert await find_session(web, token, now + LONGEST) is None


async def test_of_its_use_a_session_keeps_the_day_alone(web: Database, token: str, now: datetime) -> None:
    await note_use(web, token, now + timedelta(hours=3))
    async with web.transaction() as connection:
        rows = await connection.fetch(
            "select * from accounts.sessions where account_id = (select account_id from accounts.sessions"
            " where token_sha256 = sha256(convert_to($1, 'UTF8')))",
            token,
        )
    (row,) = rows
    moments = {name for name, value in row.items() if isinstance(value, datetime) and value > now}
    assert moments == {"expires_at"}
    assert row["expires_at"] == now + LONGEST


async def test_reading_a_session_writes_nothing(web: Database, token: str, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    for _ in range(2):
        session = await find_session(web, token, tomorrow)
        assert session is not None
        assert session.last_seen == date(2026, 11, 23)


async def test_signing_out_ends_one_session(web: Database, account: Account, token: str, now: datetime) -> None:
    other = await start_session(web, SignedIn(account.id, "email-link"), now)
    await end_session(web, token)
    assert await find_session(web, token, now) is None
    assert await find_session(web, other, now)


async def test_signing_out_everywhere_ends_all_of_them(
    web: Database, account: Account, token: str, now: datetime
) -> None:
    other = await start_session(web, SignedIn(account.id, "email-link"), now)
    await end_all_sessions(web, account.id)
    assert [await find_session(web, one, now) for one in (token, other)] == [None, None]


async def test_ended_sessions_are_deleted_and_living_ones_kept(
    web: Database, worker: Database, account: Account, token: str, now: datetime
) -> None:
    later = now + timedelta(days=2)
    living = await start_session(web, SignedIn(account.id, "email-link"), later)
    await delete_ended_sessions_and_links(worker, later)
    async with web.transaction() as connection:
        left = await connection.fetchval("select count(*) from accounts.sessions where account_id = $1", account.id)
    assert left == 1
    assert await find_session(web, living, later)
