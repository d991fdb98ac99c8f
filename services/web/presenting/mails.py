"""A letter on a page, as somebody's mail program has it."""

from typing import Any, Final

import msgspec

from infra.mail.letter import Letter, as_html, as_text
from infra.translation import Language

STAY: Final = '<base target="_blank">'
"""In a frame that may open no window, a click on a link does nothing."""


class Mail(msgspec.Struct, frozen=True):
    """`to` is whom it is shown as sent to: somebody who does not exist."""

    language: Language
    to: str
    subject: str
    text: str
    html: str


def as_mail(letter: Letter, to: str) -> Mail:
    return Mail(**parts_of_mail(letter, to))


def parts_of_mail(letter: Letter, to: str) -> dict[str, Any]:
    """For what is a `Mail` and more."""
    html = as_html(letter).replace("<head>", f"<head>{STAY}", 1)
    return {
        "language": letter.language,
        "to": to,
        "subject": letter.subject,
        "text": as_text(letter),
        "html": html,
    }
