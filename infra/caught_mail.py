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
    found = (_read(path) for path in _paths(folder) if _key(path) == which)
    return next(filter(None, found), None)


def delete_caught_mail(folder: Path | None, address: str) -> None:
    """Every mail to this address, whatever its letters' case."""
    for mail in _all(folder):
        if folder is not None and address.casefold() in {one.strip().casefold() for one in mail.to.split(",")}:
            mailbox.Maildir(folder, create=False).discard(mail.id)


def _all(folder: Path | None) -> Iterator[CaughtMail]:
    return filter(None, map(_read, _paths(folder)))


def _paths(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        for part in ("new", "cur"):
            yield from (path for path in (folder / part).iterdir() if not path.name.startswith("."))


def _key(path: Path) -> str:
    """As `mailbox.Maildir` calls it: what follows a colon are marks of mail programs."""
    return path.name.partition(":")[0]


def _read(path: Path) -> CaughtMail | None:
    """`None` where it was deleted meanwhile. A file of a Maildir is never changed."""
    try:
        with path.open("rb") as file:
            message = BytesParser(EmailMessage, policy=default).parse(file)
    except FileNotFoundError:
        return None
    return _mail(_key(path), message)


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
