"""Sending a letter by SMTP."""

from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec
from aiosmtplib import SMTPDataError, SMTPNotSupported, SMTPRecipientRefused, SMTPSenderRefused

from infra.mail.connections import Connections, Envelope, MailServer, Security
from infra.mail.letter import Letter, as_html, as_text
from infra.mail.pace import Pace
from infra.mail.return_paths import MailName, ReturnPaths

PRODUCT: Final = "SAMSON"
PERMANENT: Final = 500
PORTS: Final = {"plain": 25, "starttls": 587, "tls": 465}


class _LongAddress(UnstructuredHeader, BaseHeader):
    """Stands on one line as it is.

    The library folds at 78 characters by encoding what is longer, and mail programs then see no address (RFC 2369).
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Headers(HeaderRegistry):
    """The library makes a class anew for every header of every mail; ours makes each once."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._made:
            self._made[key] = super().__getitem__(name)
        return self._made[key]


_HEADERS: Final = _Headers()
_HEADERS.map_to_type("list-unsubscribe", _LongAddress)

SMTP_POLICY: Final = SMTP.clone(header_factory=_HEADERS)


class MailIsRefused(Exception):
    """The mail server will not have this mail, now or later. Says only the server's code."""


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


class _Name(msgspec.Struct, frozen=True):
    """What one mail is called: where it comes back to, and what its Message-ID begins with."""

    sender: str
    message_id: str


class Mailer:
    """Sends from one address, at its pace."""

    def __init__(
        self, connections: Connections, mail_from: str, pace: Pace, returns: ReturnPaths | None = None
    ) -> None:
        """`returns` is `None` where nobody reads what comes back: then it comes back to `mail_from`."""
        self._connections = connections
        self._from = mail_from
        self._pace = pace
        self._returns = returns

    async def turn(self, to: str) -> timedelta:
        """How long a letter to this address has to wait. Where it has not to, it is counted, and is to go now.

        Raises `MailIsRefused` where there can be no such address.
        """
        return await self._pace.turn(_address(to).domain)

    async def send(self, letter: Letter, to: str, mail: MailName, at: datetime) -> None:
        """`mail` names the mail for ever: a second sending of the same can be told by its Message-ID.

        Raises `MailIsRefused` where another attempt is useless, else what aiosmtplib or the network raises.
        """
        await self._carry(letter, to, _Name(self._from, str(mail.mail)), at)

    async def send_returnable(self, letter: Letter, to: str, mail: MailName, at: datetime) -> None:
        """As `send`, and if the mail comes back, or somebody complains of it, it says by itself which one it is."""
        if self._returns is None:
            await self.send(letter, to, mail, at)
            return
        token = self._returns.token(mail)
        await self._carry(letter, to, _Name(self._returns.address(token), f"r-{token}"), at)

    async def _carry(self, letter: Letter, to: str, name: _Name, at: datetime) -> None:
        message, recipient = compose(letter, self._from, to, name.message_id, at), _address(to)
        try:
            await self._connections.carry(Envelope(name.sender, recipient.addr_spec, message.as_bytes()))
        except (SMTPRecipientRefused, SMTPDataError) as refusal:
            if refusal.code >= PERMANENT:
                raise MailIsRefused(refusal.code) from None
            await self._pace.refused(recipient.domain)
            raise
        except SMTPSenderRefused as refusal:
            raise (MailIsRefused(refusal.code) if refusal.code >= PERMANENT else refusal) from None
        except SMTPNotSupported:
            raise MailIsRefused("the server takes no such address") from None
        await self._pace.went(recipient.domain)


def _address(to: str) -> Address:
    """A domain with letters such as å is sent in its ASCII form, which every server takes."""
    user, _, domain = to.rpartition("@")
    try:
        return Address(addr_spec=f"{user}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError):
        raise MailIsRefused("the address is malformed") from None


def compose(letter: Letter, mail_from: str, to: str, message_id: str, at: datetime) -> EmailMessage:
    """The mail as it is sent. Nobody on its way has a reason to write it anew: that would break its signature.

    `message_id` is the part before the @, of our own domain. Raises `MailIsRefused` where `to` is no address.
    """
    sender = Address(display_name=PRODUCT, addr_spec=mail_from)
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = _address(to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
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
