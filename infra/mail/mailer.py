"""Sending a letter by SMTP."""

import asyncio
import smtplib
import ssl
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit
from uuid import UUID

import msgspec

from infra.mail.letter import Letter, as_html, as_text

TIMEOUT: Final = 20.0
"""Seconds for each step of the conversation with the mail server."""

PRODUCT: Final = "SAMSON"
PERMANENT: Final = 500
PORTS: Final = {"plain": 25, "starttls": 587, "tls": 465}

Security = Literal["plain", "starttls", "tls"]


class _LongAddress(UnstructuredHeader, BaseHeader):
    """Stands on one line as it is.

    The library folds at 78 characters by encoding what is longer, and mail programs then see no address (RFC 2369).
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _LongAddress)

SMTP_POLICY: Final = SMTP.clone(header_factory=_HEADERS)


class MailIsRefused(Exception):
    """The mail server will not have this mail, now or later. Says only the server's code."""


class MailServer(msgspec.Struct, frozen=True):
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port}, {self.security})"


def mail_server(smtp_url: str) -> MailServer:
    """`smtp://host:port`, `smtp+starttls://…` or `smtps://…`, with user and password if need be."""
    parts = urlsplit(smtp_url)
    security: Security = "plain"
    if parts.scheme == "smtps":
        security = "tls"
    elif parts.scheme == "smtp+starttls":
        security = "starttls"
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[security],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class Mailer:
    """Sends from one address through one server."""

    def __init__(self, server: MailServer, mail_from: str) -> None:
        self._server = server
        self._from = Address(display_name=PRODUCT, addr_spec=mail_from)

    async def send(self, letter: Letter, to: str, mail_id: UUID, at: datetime) -> None:
        """`mail_id` names the mail for ever: a second sending of the same can be told by its Message-ID.

        Raises `MailIsRefused` where another attempt is useless, else what `smtplib` or the network raises.
        """
        message = self._message(letter, to, mail_id, at)
        await asyncio.to_thread(self._deliver, message)

    def _message(self, letter: Letter, to: str, mail_id: UUID, at: datetime) -> EmailMessage:
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._from
        message["To"] = _address(to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{mail_id}@{self._from.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if letter.stop:
            message["List-Unsubscribe"] = f"<{letter.stop.link}>"
        if letter.stop and letter.stop.link.startswith("https://"):
            # A promise of RFC 8058 that holds for https only: a post to the address, and it is done.
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(as_text(letter), cte="quoted-printable")
        message.add_alternative(as_html(letter), subtype="html", cte="quoted-printable")
        message["Content-Language"] = letter.language
        for enclosure in letter.enclosures:
            # As bytes: the line ends of a text are changed on the way, and a signature would not fit any more.
            message.add_attachment(
                enclosure.text.encode(), maintype="application", subtype="octet-stream", filename=enclosure.name
            )
        return message

    def _deliver(self, message: EmailMessage) -> None:
        try:
            with self._connected() as smtp:
                smtp.send_message(message, from_addr=self._from.addr_spec)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            raise (MailIsRefused(codes[0]) if min(codes) >= PERMANENT else refusal) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            raise (MailIsRefused(refusal.smtp_code) if refusal.smtp_code >= PERMANENT else refusal) from None
        except smtplib.SMTPNotSupportedError:
            raise MailIsRefused("the server takes no such address") from None

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self._from.domain, timeout=TIMEOUT, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._from.domain, timeout=TIMEOUT)
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        return smtp


def _address(to: str) -> Address:
    """A domain with letters such as å is sent in its ASCII form, which every server takes."""
    user, _, domain = to.rpartition("@")
    try:
        return Address(addr_spec=f"{user}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError):
        raise MailIsRefused("the address is malformed") from None
