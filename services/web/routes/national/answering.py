"""How national figures are answered: with an ETag of the content, and kept by whoever wants to keep it."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Response

from infra.translation.catalogue import Language
from services.reports.national_tables import csv_file, json_stat, workbook
from services.reports.national_tables.cube import Cube
from services.reports.national_tables.words import Words
from services.web.machine_problems import CallIsUnreadable
from services.web.pages import AnyRequest

ROOT: Final = "/api/national/v1"

NEWEST: Final = "public, max-age=300"
"""Of what can be followed by something newer: five minutes."""

FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Of a version: it never changes."""

AT_A_TIME: Final = asyncio.Semaphore(1)
"""Files that a process makes: a large one takes seconds of processor time, which others' pages wait for."""

Making = Callable[[Cube, Words, str], bytes]

FORMATS: Final[Mapping[str, tuple[str, str, Making]]] = MappingProxyType(
    {
        "json-stat2": ("json", json_stat.MEDIA_TYPE, json_stat.dataset),
        "csv": ("csv", csv_file.MEDIA_TYPE, lambda cube, words, _: csv_file.csv_file([cube], words)),
        "xlsx": ("xlsx", workbook.MEDIA_TYPE, lambda cube, words, _: workbook.workbook([cube], words)),
    }
)
"""What `outputformat` can be: the ending of a file's name, its media type, and how it is made."""


class Kept:
    """The last files that were made, at most `most`, by what they were made from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    async def of(self, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        if key not in self._files:
            content = await made(make)
            self._files[key] = content
            if len(self._files) > self._most:
                self._files.popitem(last=False)
        self._files.move_to_end(key)
        return self._files[key]


async def made(make: Callable[[], bytes]) -> bytes:
    """Beside the loop, one after the other."""
    async with AT_A_TIME:
        return await asyncio.to_thread(make)


def format_asked(asked: Mapping[str, str]) -> tuple[str, str, Making]:
    """Raises `CallIsUnreadable`."""
    code = asked.get("outputformat", "json-stat2")
    if code.lower() not in FORMATS:
        raise CallIsUnreadable("output-format", code=code)
    return FORMATS[code.lower()]


def sent(
    request: AnyRequest, content: bytes, media_type: str, kept: str, *, name: str = "", at: str = ""
) -> Response[bytes]:
    """304 and nothing where the caller has the same already. `name` is a file's, `at` the address where it stays."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"etag": etag, "cache-control": kept, "access-control-allow-origin": "*"}
    if at:
        headers["content-location"] = at
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, "*"}:
        return Response(b"", status_code=304, headers=headers)
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)


def answered(request: AnyRequest, content: Any) -> Response[Any]:
    return sent(request, msgspec.json.encode(content), "application/json", NEWEST)


def address(request: AnyRequest, path: str, lang: Language) -> str:
    base: str = request.app.state.settings.base_url
    return f"{base}{ROOT}/{path}?{urlencode({'lang': lang})}"
