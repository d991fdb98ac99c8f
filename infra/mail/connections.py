"""Connections to the mail server, each of which carries one letter after another.

A letter is never lost by it: whoever sends is told of everything but the server's yes. Nor is it doubled by it: only a
connection that broke before the server had heard anything of the letter is replaced without a word.
"""

import asyncio
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Final, Literal, Self

import msgspec
from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

TIMEOUT: Final = 20.0
"""Seconds for each step of the conversation with the mail server."""

MOST: Final = 4
"""Connections at the same time, from one task of a worker."""

LETTERS: Final = 100
"""That one connection carries: mail servers refuse more, each at a number of its own."""

REST: Final = 10.0
"""Seconds after which a connection that nobody used is not trusted any more."""

GOODBYE: Final = 2.0
"""Seconds for the server to answer that we leave. Nothing depends on it."""

LEAVING: Final = 421
"""What a server says that ends the connection, whatever it was asked."""

Security = Literal["plain", "starttls", "tls"]


class MailServer(msgspec.Struct, frozen=True):
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port}, {self.security})"


class Envelope(msgspec.Struct, frozen=True):
    """`sender` is where it comes back to; `content` is what `DATA` is given."""

    sender: str
    to: str
    content: bytes

    def __repr__(self) -> str:
        return "Envelope(…)"


class _HungUp(Exception):
    """Before it heard of the letter."""


class _Line:
    """One connection. Whatever goes wrong on it but a refusal ends it."""

    def __init__(self, smtp: SMTP) -> None:
        self._smtp = smtp
        self._letters = 0
        self._rests_since = 0.0

    def rest(self) -> None:
        self._rests_since = asyncio.get_running_loop().time()

    @property
    def is_good(self) -> bool:
        rested = asyncio.get_running_loop().time() - self._rests_since
        return self._smtp.is_connected and self._letters < LETTERS and rested < REST

    async def carry(self, envelope: Envelope) -> None:
        """Raises what aiosmtplib raises, or `_HungUp`. A success leaves nothing to reset (RFC 5321, 4.1.1.4)."""
        self._letters += 1
        try:
            await self._begin(envelope)
            await self._smtp.rcpt(envelope.to)
            await self._smtp.data(envelope.content)
        except (SMTPSenderRefused, SMTPRecipientRefused, SMTPDataError) as refusal:
            await self._reset(refusal.code)
            raise
        except BaseException:
            self._smtp.close()
            raise

    async def _begin(self, envelope: Envelope) -> None:
        size = [f"SIZE={len(envelope.content)}"] if self._smtp.supports_extension("size") else []
        try:
            await self._smtp.mail(envelope.sender, options=size)
        except SMTPServerDisconnected as error:
            raise _HungUp from error
        except SMTPSenderRefused as refusal:
            if refusal.code == LEAVING:
                raise _HungUp from refusal
            raise

    async def _reset(self, code: int) -> None:
        if code == LEAVING:
            self._smtp.close()
            return
        try:
            await self._smtp.rset()
        except (SMTPException, OSError):
            self._smtp.close()

    async def hang_up(self) -> None:
        with suppress(SMTPException, OSError):
            await self._smtp.quit(timeout=GOODBYE)
        self._smtp.close()


class Connections:
    """To one server, at most `MOST`, made when they are needed and kept until the end of the block."""

    def __init__(self, server: MailServer, greeting: str) -> None:
        """`greeting` is the name by which we say who we are."""
        self._server = server
        self._greeting = greeting
        self._turns = asyncio.Semaphore(MOST)
        self._resting: list[_Line] = []
        self._context: ssl.SSLContext | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        resting, self._resting = self._resting, []
        await asyncio.gather(*(line.hang_up() for line in resting))

    async def carry(self, envelope: Envelope) -> None:
        """When this returns the server has answered for the letter. Otherwise raises what aiosmtplib raises."""
        async with self._turns:
            line = await self._rested()
            if line is not None:
                with suppress(_HungUp):
                    await self._carry_on(line, envelope)
                    return
            try:
                await self._carry_on(await self._dial(), envelope)
            except _HungUp as hung_up:
                raise hung_up.__cause__ or hung_up from None

    async def _carry_on(self, line: _Line, envelope: Envelope) -> None:
        try:
            await line.carry(envelope)
        finally:
            line.rest()
            self._resting.append(line)

    async def _rested(self) -> _Line | None:
        """The one that rested last, so that those which are not needed grow old."""
        while self._resting:
            line = self._resting.pop()
            if line.is_good:
                return line
            await line.hang_up()
        return None

    async def _dial(self) -> _Line:
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=self._greeting,
            timeout=TIMEOUT,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=None if server.security == "plain" else self._trust(),
        )
        try:
            await smtp.connect()
        except SMTPConnectError as error:
            # What is wrong with a certificate is worth more to whoever reads it than that there is no connection.
            raise error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error from None
        return _Line(smtp)

    def _trust(self) -> ssl.SSLContext:
        """Made once: reading the machine's certificates takes longer than a letter."""
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context
