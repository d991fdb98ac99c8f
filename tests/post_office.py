"""A real mail server for tests, on a free port of this machine, that keeps what it is given."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from redis.asyncio import Redis

from infra.mail.connections import Connections
from infra.mail.mailer import Mailer, mail_server
from infra.mail.pace import Pace, Rule
from infra.mail.return_paths import ReturnPaths


@dataclass
class PostOffice:
    """`refusal` is what it answers to every recipient, when set; `lost` the number of mails it drops the line on."""

    refusal: str = ""
    lost: int = 0
    url: str = ""
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[LoginPassword] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(cast("bytes", envelope.content), policy=default) for envelope in self.envelopes]

    def text(self, number: int = -1) -> str:
        """A mail's plain text."""
        body = self.mails[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    async def handle_RCPT(self, *conversation: Any) -> str:  # noqa: N802  # aiosmtpd's name
        _, _, envelope, address, _ = conversation
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if self.lost:
            self.lost -= 1
            assert server.transport is not None
            server.transport.close()
        self.envelopes.append(envelope)
        return "250 OK"

    def authenticate(self, *conversation: Any) -> AuthResult:
        self.logins.append(conversation[-1])
        return AuthResult(success=True)


@asynccontextmanager
async def open_post_office(scheme: str = "smtp", tls: ssl.SSLContext | None = None) -> AsyncIterator[PostOffice]:
    office = PostOffice()

    def conversation() -> SMTP:
        return SMTP(
            office,
            hostname="post.example",
            tls_context=tls if scheme == "smtp+starttls" else None,
            authenticator=office.authenticate,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(conversation, "127.0.0.1", 0, ssl=tls if scheme == "smtps" else None)
    office.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield office


NOWHERE = "redis://127.0.0.1:1/0"
"""Where the pace is counted that nothing in these tests depends on: by the process itself."""


@asynccontextmanager
async def mailer_to(
    office: PostOffice,
    redis_url: str = NOWHERE,
    rule: Rule = Rule(per_second=0),  # noqa: B008  # frozen
    returns: ReturnPaths | None = None,
) -> AsyncIterator[Mailer]:
    """From post@samson.example."""
    async with (
        Redis.from_url(redis_url) as valkey,
        Connections(mail_server(office.url), "samson.example") as connections,
    ):
        yield Mailer(connections, "post@samson.example", Pace(valkey, b"key", rule), returns)


@pytest.fixture
async def post_office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as office:
        yield office
