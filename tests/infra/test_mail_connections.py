import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.mail import connections
from infra.mail.connections import Connections, Envelope, MailServer

pytestmark = pytest.mark.anyio

CALM = "takes it"


class Office:
    """A server that is in another mood for each letter, in their order; calm when it has no more moods.

    `doors` counts connections; `kept` has the recipients of what it said yes to.
    """

    def __init__(self, moods: Sequence[str] = ()) -> None:
        self.moods = list(moods)
        self.doors = 0
        self.most_at_once = 0
        self.open: set[SMTP] = set()
        self.kept: list[str] = []
        self.resets = 0
        self.goodbyes = 0
        self.waiting = asyncio.Event()

    async def handle_MAIL(self, server: SMTP, *conversation: Any) -> str:  # noqa: N802  # aiosmtpd's name
        _, envelope, address, _ = conversation
        envelope.mood = mood = self.moods.pop(0) if self.moods else CALM
        if mood == "hangs up":
            server.transport.close()
        if mood == "is closing":
            return "421 too many letters on this connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, *conversation: Any) -> str:  # noqa: N802  # aiosmtpd's name
        _, _, envelope, address, _ = conversation
        if envelope.mood in {"450 later", "550 nobody", "421 leaving"}:
            return str(envelope.mood)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if envelope.mood in {"452 full", "554 spam"}:
            return str(envelope.mood)
        if envelope.mood == "is silent":
            self.waiting.set()
            await asyncio.Event().wait()
        if envelope.mood == "breaks off":
            server.transport.abort()
            return "250 never heard"
        self.kept += envelope.rcpt_tos
        if envelope.mood == "breaks off late":
            server.transport.abort()
        return "250 kept"

    async def handle_RSET(self, *_: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.resets += 1
        return "250 OK"

    async def handle_QUIT(self, *_: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.goodbyes += 1
        return "221 bye"

    def conversation(self) -> SMTP:
        office = self

        class Conversation(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                office.doors += 1
                office.open.add(self)
                office.most_at_once = max(office.most_at_once, len(office.open))
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                office.open.discard(self)
                super().connection_lost(error)

        return Conversation(self, hostname="post.example", loop=asyncio.get_running_loop())


@asynccontextmanager
async def opened(*moods: str) -> AsyncIterator[tuple[Office, Connections]]:
    office = Office(moods)
    listening = await asyncio.get_running_loop().create_server(office.conversation, "127.0.0.1", 0)
    server = MailServer("127.0.0.1", listening.sockets[0].getsockname()[1], "plain")
    async with listening, Connections(server, "samson.example") as lines:
        yield office, lines


def letter(number: int) -> Envelope:
    return Envelope("post@samson.example", f"nr{number}@by.example", b"Subject: Hei\r\n\r\n.\r\nHei\r\n")


async def carry(lines: Connections, number: int) -> str:
    """What came of it."""
    try:
        await lines.carry(letter(number))
    except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refusal:
        return str(refusal.code)
    except (aiosmtplib.SMTPException, OSError):
        return "unknown"
    return "kept"


async def test_one_letter_after_another_goes_over_one_connection_which_says_goodbye() -> None:
    async with opened() as (office, lines):
        for number in range(10):
            await lines.carry(letter(number))
        assert (office.doors, len(office.kept), office.goodbyes) == (1, 10, 0)
    assert office.goodbyes == 1


async def test_many_letters_at_once_go_over_a_few_connections() -> None:
    async with opened() as (office, lines):
        await asyncio.gather(*(lines.carry(letter(number)) for number in range(60)))
        assert office.doors == office.most_at_once == connections.MOST
        assert Counter(office.kept) == Counter(letter(number).to for number in range(60))


async def test_no_connection_carries_more_than_servers_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LETTERS", 3)
    async with opened() as (office, lines):
        for number in range(7):
            await lines.carry(letter(number))
        assert (office.doors, len(office.kept), office.most_at_once) == (3, 7, 1)


async def test_a_connection_that_nobody_used_for_long_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REST", 0.0)
    async with opened() as (office, lines):
        await lines.carry(letter(1))
        await lines.carry(letter(2))
        assert (office.doors, office.goodbyes) == (2, 1)


@pytest.mark.parametrize("mood", ["hangs up", "is closing"])
async def test_a_connection_that_ends_before_a_letter_is_replaced_without_a_word(mood: str) -> None:
    async with opened(CALM, mood) as (office, lines):
        await lines.carry(letter(1))
        await lines.carry(letter(2))
        assert (office.doors, office.kept) == (2, [letter(1).to, letter(2).to])


async def test_a_server_that_went_away_while_nothing_was_to_be_sent_is_asked_anew() -> None:
    async with opened() as (office, lines):
        await lines.carry(letter(1))
        for conversation in list(office.open):
            conversation.transport.abort()
        await lines.carry(letter(2))
        assert (office.doors, office.kept) == (2, [letter(1).to, letter(2).to])


@pytest.mark.parametrize("mood", ["hangs up", "is closing"])
async def test_a_server_that_turns_everybody_away_is_not_asked_for_ever(mood: str) -> None:
    async with opened(mood, mood, mood) as (office, lines):
        with pytest.raises((aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPSenderRefused)):
            await lines.carry(letter(1))
        assert (office.doors, office.kept) == (1, [])


@pytest.mark.parametrize(("mood", "kept"), [("breaks off", 0), ("breaks off late", 1)])
async def test_a_letter_whose_fate_is_unknown_is_told_as_that_and_not_sent_again_in_silence(
    mood: str, kept: int
) -> None:
    async with opened(CALM, mood) as (office, lines):
        await lines.carry(letter(1))
        with pytest.raises((aiosmtplib.SMTPException, OSError)):
            await lines.carry(letter(2))
        assert office.kept.count(letter(2).to) == kept
        await lines.carry(letter(3))
        assert (office.doors, office.kept[-1]) == (2, letter(3).to)


@pytest.mark.parametrize("mood", ["450 later", "550 nobody", "452 full", "554 spam"])
async def test_a_refused_letter_leaves_the_connection_to_the_next(mood: str) -> None:
    async with opened(mood) as (office, lines):
        assert await carry(lines, 1) == mood[:3]
        assert await carry(lines, 2) == "kept"
        assert (office.doors, office.resets, office.kept) == (1, 1, [letter(2).to])


async def test_one_that_breaks_off_takes_no_other_letter_with_it() -> None:
    async with opened(*[CALM] * 7, "breaks off") as (office, lines):
        fates = Counter(await asyncio.gather(*(carry(lines, number) for number in range(30))))
        assert fates == {"kept": 29, "unknown": 1}
        assert len(office.kept) == len(set(office.kept)) == 29


async def test_a_letter_that_is_given_up_in_the_middle_takes_its_connection_along() -> None:
    async with opened("is silent") as (office, lines):
        sending = asyncio.create_task(lines.carry(letter(1)))
        await office.waiting.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await lines.carry(letter(2))
        assert (office.doors, office.kept) == (2, [letter(2).to])


MOODS = st.sampled_from(
    [
        CALM,
        "hangs up",
        "is closing",
        "450 later",
        "550 nobody",
        "421 leaving",
        "452 full",
        "554 spam",
        "breaks off",
        "breaks off late",
    ]
)


@settings(max_examples=40, deadline=None)
@given(moods=st.lists(MOODS, max_size=10), in_turn=st.booleans())
def test_whatever_the_server_does_no_letter_is_lost_or_doubled_without_being_told(
    *, moods: list[str], in_turn: bool
) -> None:
    async def try_all() -> None:
        async with opened(*moods) as (office, lines):
            if in_turn:
                fates = [await carry(lines, number) for number in range(12)]
            else:
                fates = await asyncio.gather(*(carry(lines, number) for number in range(12)))
        for number, fate in enumerate(fates):
            kept = office.kept.count(letter(number).to)
            assert {"kept": kept == 1, "unknown": kept <= 1}.get(fate, kept == 0), (number, fate, kept)

    asyncio.run(try_all())
