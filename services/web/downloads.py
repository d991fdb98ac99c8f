"""Answers that a browser saves as a file."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import BinaryIO, Final, TypeVar

from litestar import Response
from litestar.response import Stream

from infra.translation.writing import OSLO

PIECE: Final = 1 << 18

Content = TypeVar("Content", bytes, str)


def download(content: Content, name: str, media_type: str) -> Response[Content]:
    return Response(content, media_type=media_type, headers=_saved_as(name))


async def streamed(file: BinaryIO, name: str, media_type: str) -> Stream:
    """All of `file`, which is closed after its last byte."""
    size = await asyncio.to_thread(file.seek, 0, 2)
    headers = {**_saved_as(name), "Content-Length": str(size)}
    return Stream(_pieces(file), media_type=media_type, headers=headers)


def minute_of(moment: datetime) -> str:
    """Day and time in Norway, so that several files lie in their order."""
    return f"{moment.astimezone(OSLO):%Y-%m-%d-%H%M}"


def _saved_as(name: str) -> Mapping[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, 0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
