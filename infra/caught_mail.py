"""Reading what the mail catcher kept, and deleting what was sent to somebody who is forgotten."""

import mailbox
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import msgspec


class CaughtMail(msgspec.Struct, frozen=True):
    """`id` is its file's name; `to` whom the server was told, whatever the mail's own headers say."""

    id: str
    to: str
    subject: str
    at: datetime
    text: str


def caught_mail(folder: Path | None) -> list[CaughtMail]:
    """Newest first; none where there is no mail catcher."""
    return sorted(_all(folder), key=lambda mail: (mail.at, _arrival(mail.id)), reverse=True)


_ARRIVAL = re.compile(r"(\d+)\.M(\d+)P\d+Q(\d+)")
"""Seconds, microseconds and a counter, none of them padded: as text, names do not sort by time."""


def _arrival(name: str) -> tuple[int, ...]:
    """Letters of one second tell apart by it: their own date has whole seconds. A name of another form comes first."""
    found = _ARRIVAL.match(name)
    return tuple(map(int, found.groups())) if found else ()


def find_caught_mail(folder: Path | None, which: str) -> CaughtMail | None:
    return next((mail for mail in _all(folder) if mail.id == which), None)


def delete_caught_mail(folder: Path | None, address: str) -> None:
    """Every mail to this address, whatever its letters' case."""
    for mail in _all(folder):
        if folder is not None and address.casefold() in {one.strip().casefold() for one in mail.to.split(",")}:
            mailbox.Maildir(folder, create=False).discard(mail.id)


def _all(folder: Path | None) -> Iterator[CaughtMail]:
    if folder is None or not folder.is_dir():
        return
    box = mailbox.Maildir(folder, create=False)
    for key in box.iterkeys():
        try:
            with box.get_file(key) as file:
                message = BytesParser(EmailMessage, policy=default).parse(file)  # type: ignore[arg-type]
        except FileNotFoundError:
            continue
        yield _mail(key, message)


def _mail(key: str, message: EmailMessage) -> CaughtMail:
    body = message.get_body(("plain", "html"))
    date = message["date"]
    return CaughtMail(
        id=key,
        to=str(message.get("X-Samson-Envelope-To", message.get("to", ""))),
        subject=str(message.get("subject", "")),
        at=date.datetime.astimezone(UTC) if date and date.datetime else datetime.fromtimestamp(0, UTC),
        text=body.get_content() if body else "",
    )
