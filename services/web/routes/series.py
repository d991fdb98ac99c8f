"""The series of closed measurements to take away, as CSV and XLSX: a workspace's, or one collaboration's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from itertools import chain
from tempfile import TemporaryFile
from typing import BinaryIO, Final, Protocol

import msgspec
from litestar import get
from litestar.response import Stream, Template

from infra.translation.translator import Translator
from infra.translation.writing import OSLO
from projections.collaborations.queries import Found, collaborations
from services.application.world import World
from services.reports.series_export import csv_file, workbook
from services.reports.series_export.columns import COLUMNS
from services.reports.series_export.csv_file import CsvFile
from services.reports.series_export.lines import Line, Measuring, lines, series
from services.reports.series_export.workbook import XlsxFile
from services.web.access import LEADERS, READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import Outsider, Place

PIECE: Final = 1 << 18

WHOLE = members(*LEADERS, Outsider.AUDITOR)
"""A participant belongs to some of the workspace's collaborations, and takes away those one by one."""

OWN = members(*READERS)

AT_A_TIME: Final = asyncio.Semaphore(1)
"""Files that a process writes: one of many years takes seconds of processor time, which others' pages wait for."""

OF_WORKSPACE: Final = "/w/{slug:str}/export"
OF_COLLABORATION: Final = "/w/{slug:str}/collaborations/{collaboration:uuid}/export"


class SeriesFile(Protocol):
    def add(self, several: Sequence[Line]) -> None: ...

    def close(self) -> None: ...


class Download(msgspec.Struct, frozen=True):
    """`opened` begins the file."""

    name: str
    media_type: str
    opened: Callable[[BinaryIO], SeriesFile]


@get(OF_WORKSPACE, opt=WHOLE)
async def show_export(request: AnyRequest, place: GivenPlace) -> Template:
    return page(request, "series/export.html", columns=COLUMNS, found=None, home=place.home)


@get(OF_COLLABORATION, opt=OWN)
async def show_export_of_one(request: AnyRequest, place: GivenPlace) -> Template:
    home = place.collaboration_home
    return page(request, "series/export.html", columns=COLUMNS, found=place.collaboration, home=home)


@get(f"{OF_WORKSPACE}/series.csv", opt=WHOLE)
async def download_csv(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _csv(request, world, place, await _all(world, place))


@get(f"{OF_WORKSPACE}/series.xlsx", opt=WHOLE)
async def download_workbook(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _workbook(request, world, place, await _all(world, place))


@get(f"{OF_COLLABORATION}/series.csv", opt=OWN)
async def download_csv_of_one(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _csv(request, world, place, [place.collaboration])


@get(f"{OF_COLLABORATION}/series.xlsx", opt=OWN)
async def download_workbook_of_one(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _workbook(request, world, place, [place.collaboration])


async def _all(world: World, place: Place) -> Sequence[Found]:
    async with world.database.reading(place.tenant) as connection:
        return await collaborations(connection, place.tenant)


async def _csv(request: AnyRequest, world: World, place: Place, found: Sequence[Found]) -> Stream:
    t = translator_of(request)
    name = _file_name(t, place, world.clock.now(), "csv")
    download = Download(name, csv_file.MEDIA_TYPE, lambda file: CsvFile(file, t))
    return await _file(world, place, found, download)


async def _workbook(request: AnyRequest, world: World, place: Place, found: Sequence[Found]) -> Stream:
    t, now = translator_of(request), world.clock.now()

    def opened(file: BinaryIO) -> SeriesFile:
        return XlsxFile(file, t, workspace=place.workspace.name, made_at=now)

    download = Download(_file_name(t, place, now, "xlsx"), workbook.MEDIA_TYPE, opened)
    return await _file(world, place, found, download)


def _file_name(t: Translator, place: Place, moment: datetime, ending: str) -> str:
    """With day and time in Norway, so that several lie in their order."""
    return f"{place.workspace.slug}-{t('export.file.word')}-{moment.astimezone(OSLO):%Y-%m-%d-%H%M}.{ending}"


async def _file(world: World, place: Place, found: Sequence[Found], download: Download) -> Stream:
    """Whole before its first byte is sent, so that no one gets half of one; beside the loop, so that nobody waits."""
    file = await asyncio.to_thread(TemporaryFile)
    try:
        async with AT_A_TIME:
            await _write(world, place, found, await asyncio.to_thread(download.opened, file))
        size = await asyncio.to_thread(file.seek, 0, 2)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{download.name}"', "Content-Length": str(size)}
    return Stream(_pieces(file), media_type=download.media_type, headers=headers)


async def _write(world: World, place: Place, found: Sequence[Found], written: SeriesFile) -> None:
    async for occasions in series(world.database, world.log, world.instruments, place.tenant, found):
        await asyncio.to_thread(_add, written, occasions)
    await asyncio.to_thread(written.close)


def _add(written: SeriesFile, occasions: Sequence[Measuring]) -> None:
    written.add(list(chain.from_iterable(lines(one) for one in occasions)))


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, 0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


ROUTES = (
    show_export,
    show_export_of_one,
    download_csv,
    download_workbook,
    download_csv_of_one,
    download_workbook_of_one,
)
