"""One request by one connection, read to its end: as little of HTTP as whoever clicks needs."""

import asyncio
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec

from services.cli.errors import CommandFailed

HOST: Final = "127.0.0.1"
PATIENCE: Final = 60.0
"""Seconds."""

LOCATION: Final = re.compile(rb"^location: (\S+)", re.IGNORECASE | re.MULTILINE)


class Answer(msgspec.Struct, frozen=True):
    status: int
    head: bytes

    @property
    def location(self) -> str:
        """Where a browser goes from here."""
        found = LOCATION.search(self.head)
        return found.group(1).decode() if found else ""

    def cookie(self, name: str) -> str:
        found = re.search(rb"^set-cookie: %s=([^;\r]+)" % name.encode(), self.head, re.IGNORECASE | re.MULTILINE)
        if found is None:
            raise CommandFailed(f"the web process gave no cookie {name}")
        return found.group(1).decode()


def request(
    method: str, path: str, cookies: Mapping[str, str], *, fields: Mapping[str, str] | None = None, accept: str
) -> bytes:
    body = urlencode(fields).encode() if fields is not None else b""
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Accept: {accept}",
        "Accept-Language: nb",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items() if value)}",
    ]
    if fields is not None:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    if accept != "text/event-stream":
        head.append("Connection: close")
    return "\r\n".join([*head, "", ""]).encode() + body


async def ask(port: int, asked: bytes, *, must_be: int) -> Answer:
    """Raises `CommandFailed` for any other status than `must_be`."""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            while await reader.read(65_536):
                pass
        finally:
            writer.close()
    status = int(head.split(b" ", 2)[1])
    if status != must_be:
        what = asked.partition(b" HTTP/")[0].decode()
        raise CommandFailed(f"{what} answers {status}, not {must_be}")
    return Answer(status, head)
