"""Reading what mail servers send back: that a letter did not arrive (RFC 3464), or that somebody complains (RFC 5965).

Anybody can send anything to such an address, and every mail server writes in a way of its own. So a message is read as
it stands, without taking headers apart further than needed, and whatever is no report is none: an answer from somebody
on holiday, a receipt, a letter that somebody wrote.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Final

import msgspec

from infra.mail.returned import Report, Why

LARGEST: Final = 1_000_000
"""Bytes of a message that are read: what a server says comes before what it sends back."""

STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")

WHERE_IT_CAME: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Headers of the report itself that say which address it was sent to."""

WHICH_IT_WAS: Final = ("Return-Path", "Message-ID")
"""Headers of the letter that came back, or of what is left of it."""

ABOUT_IT: Final = ("Original-Mail-From", "X-Postfix-Sender")
"""Fields of a report that name the letter."""

COMPLAINTS: Final = frozenset({"abuse", "fraud", "virus", "other", "opt-out"})
"""Not `not-spam` and `auth-failure` (RFC 6430, RFC 6591), which complain of nothing."""


class Found(msgspec.Struct, frozen=True):
    """A report, and every text in it that may name the letter, the surest first."""

    report: Report
    names: tuple[str, ...]


def read_report(message: bytes) -> Found | None:
    """`None` of whatever reports nothing. Never raises, whatever it is given."""
    parsed = BytesParser(policy=compat32).parsebytes(message[:LARGEST])
    parts = list(_outer(parsed))
    report = _report(parsed, parts)
    return Found(report, (*_values(parsed, WHERE_IT_CAME), *_names(parts))) if report else None


def _outer(message: Message) -> Iterator[Message]:
    """All parts but those of messages within it: a report that somebody forwards is not about our letter."""
    if message.get_content_maintype() != "multipart":
        yield message
        return
    inner = message.get_payload()
    for part in inner if isinstance(inner, list) else ():
        if isinstance(part, Message):
            yield from _outer(part)


def _report(parsed: Message, parts: list[Message]) -> Report | None:
    for part in parts:
        match part.get_content_type():
            case "message/delivery-status" | "message/global-delivery-status":
                return _delivery(part)
            case "message/feedback-report":
                return _feedback(part)
            case _:
                continue
    if "X-Failed-Recipients" in parsed:
        # Exim before it knew RFC 3464 (4.83), and as some still set it up.
        return Report(Why.PERMANENT)
    return None


def _delivery(part: Message) -> Report | None:
    """Of one recipient, as our letters have. What is failed is over, whatever class its status has."""
    for fields in _blocks(part):
        status = STATUS.search(_field(fields, "Status")) or STATUS.search(_field(fields, "Diagnostic-Code"))
        match _field(fields, "Action").lower():
            case "failed":
                return Report(Why.PERMANENT, status[1] if status else "")
            case "delayed":
                return Report(Why.TEMPORARY, status[1] if status else "")
            case _:
                continue
    return None


def _feedback(part: Message) -> Report | None:
    kinds = [_field(fields, "Feedback-Type").lower() for fields in _blocks(part)]
    return Report(Why.COMPLAINT) if COMPLAINTS.intersection(kinds) else None


def _blocks(part: Message) -> list[Message]:
    """The library reads the fields of such a part as the headers of messages within it."""
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _names(parts: list[Message]) -> Iterator[str]:
    for part in parts:
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            yield from _values(_headers_of(part), WHICH_IT_WAS)
        elif part.get_content_maintype() == "message":
            for fields in _blocks(part):
                yield from _values(fields, (*ABOUT_IT, *WHICH_IT_WAS))


def _headers_of(part: Message) -> Message:
    payload = part.get_payload(decode=True)
    return BytesParser(policy=compat32).parsebytes(payload if isinstance(payload, bytes) else b"", headersonly=True)


def _values(part: Message, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from (str(value) for value in part.get_all(name, ()))


def _field(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()
