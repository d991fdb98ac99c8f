"""An SMTP server that keeps every mail and sends none: mail takes the same one path everywhere, up to its last step."""

import asyncio
import mailbox
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST: Final = 10_000_000
"""Bytes that one mail may have."""

ENVELOPE_HEADER: Final = "X-Samson-Envelope-To"
"""Who the mail was for, whatever its own headers say."""


class Catcher:
    """aiosmtpd's handler: one file per mail in a Maildir, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        content = envelope.content or b""
        if isinstance(content, str):
            content = content.encode()
        to = ", ".join(envelope.rcpt_tos).encode("utf-8", "replace")
        self._box.add(ENVELOPE_HEADER.encode() + b": " + to + b"\r\n" + content)
        return "250 kept"


async def catch_mail(folder: Path, host: str, port: int, say: Callable[[int], None]) -> None:
    """Catch mail until SIGTERM or SIGINT. `say` is told the port, once mail is taken."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    catcher = Catcher(folder)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(catcher, hostname="mailcatcher", enable_SMTPUTF8=True, data_size_limit=LARGEST, loop=loop),
        host,
        port,
    )
    async with server:
        say(server.sockets[0].getsockname()[1])
        await stopped.wait()
