"""A mail server in a process of its own that writes down every letter that it takes.

By `python -m tests.chaos.letter_box FILE`. It says its port on one line, and ends with its standard input.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import BinaryIO

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.mail.answer_links import PATH

CHECKOUT = Path(__file__).parent.parent.parent

A_MOMENT = 0.05
"""Seconds from a letter's being written down to the yes: whoever is killed in them has sent it without knowing."""

LINK = re.compile(re.escape(PATH) + r"([\w=-]+)")


class Kept(msgspec.Struct, frozen=True):
    """As it came. `at` is in seconds since 1970."""

    to: str
    at: float
    content: str

    def opened(self) -> "Letter":
        message = message_from_string(self.content, policy=default)
        body = message.get_body(("plain",))
        assert body is not None
        links = set(LINK.findall(body.get_content()))
        assert len(links) == 1, f"a letter leads to one page: {links}"
        return Letter(self.to, self.at, message["Message-ID"], links.pop())


class Letter(msgspec.Struct, frozen=True):
    to: str
    at: float
    message_id: str
    token: str
    """Of the link by which its reader answers."""


class LetterBox:
    """aiosmtpd's handler. What it says yes to is written down: a sender who has not heard the yes may come again."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        (to,) = envelope.rcpt_tos
        kept = Kept(to, time.time(), bytes(envelope.content).decode("ascii"))
        self._file.write(msgspec.json.encode(kept) + b"\n")
        self._file.flush()
        await asyncio.sleep(A_MOMENT)
        return "250 kept"


@contextmanager
def opened_letter_box(file: Path) -> Iterator[int]:
    """Its port."""
    command = [sys.executable, "-m", "tests.chaos.letter_box", str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, start_new_session=True
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


def letters_in(file: Path) -> list[Letter]:
    return [msgspec.json.decode(line, type=Kept).opened() for line in file.read_bytes().splitlines()]


async def take(file: BinaryIO) -> None:
    loop, box = asyncio.get_running_loop(), LetterBox(file)
    server = await loop.create_server(lambda: SMTP(box, hostname="post.example", loop=loop), "127.0.0.1", 0)
    async with server:
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    with Path(sys.argv[1]).open("ab") as kept:
        asyncio.run(take(kept))
