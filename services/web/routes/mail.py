"""The mail that the embedded mode keeps instead of sending it: for who tries the product on one machine."""

import asyncio
import re
from collections.abc import Iterator

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from infra.caught_mail import caught_mail, find_caught_mail
from services.web.access import embedded
from services.web.pages import AnyRequest, page
from services.web.place import NotFound

LINK = re.compile(r"https?://[^\s<>\"]+")


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a mail's text, or a link in it."""

    text: str
    href: str | None = None


@get("/mail", opt=embedded())
async def show_mail_list(request: AnyRequest) -> Template:
    mail = await asyncio.to_thread(caught_mail, request.app.state.settings.mail_catcher_dir)
    return page(request, "mail/list.html", mail=mail)


@get("/mail/{mail:str}", opt=embedded())
async def show_mail(request: AnyRequest, mail: FromPath[str]) -> Template:
    found = await asyncio.to_thread(find_caught_mail, request.app.state.settings.mail_catcher_dir, mail)
    if found is None:
        raise NotFound
    paragraphs = [list(pieces(paragraph)) for paragraph in re.split(r"\n\s*\n", found.text.strip())]
    return page(request, "mail/one.html", mail=found, paragraphs=paragraphs)


def pieces(text: str) -> Iterator[Piece]:
    """The text with its links told apart."""
    end = 0
    for link in LINK.finditer(text):
        if link.start() > end:
            yield Piece(text[end : link.start()])
        yield Piece(link.group(), href=link.group())
        end = link.end()
    if end < len(text):
        yield Piece(text[end:])


ROUTES = (show_mail_list, show_mail)
