"""The series of closed measurements to take away, as CSV and XLSX: a workspace's, or one collaboration's."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream, Template

from infra.report_shelf import Kind
from infra.translation.translator import Translator
from projections.collaborations.queries import Found, collaborations
from projections.measurements.queries import count_closed
from services.application.world import World
from services.reports.series_export import csv_file, workbook
from services.reports.series_export.columns import COLUMNS
from services.reports.series_export.csv_file import CsvFile
from services.reports.series_export.workbook import XlsxFile
from services.reports.series_export.writing import SeriesFile, write_series
from services.reports.series_file import KINDS
from services.reports.sources import Sources
from services.web.access import LEADERS, READERS, members
from services.web.downloads import download, minute_of, streamed
from services.web.forms import FieldIsUnreadable
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.ordered_files import fetched, files_of, order_file
from services.web.pages import AnyRequest, language_of, page, see, translator_of
from services.web.place import Outsider, Place

WHOLE = members(*LEADERS, Outsider.AUDITOR)
"""A participant belongs to some of the workspace's collaborations, and takes away those one by one."""

OWN = members(*READERS)

AT_A_TIME: Final = asyncio.Semaphore(1)
"""Files that a process writes: one of many years takes seconds of processor time, which others' pages wait for."""

MOST_AT_ONCE: Final = 40
"""Measurements of which a file is made while its reader waits: half a second of a processor's time as a workbook, a
sixth of one as CSV, and two or three times that on a machine that others use too.
"""

ENDINGS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.SERIES_CSV: ("csv", csv_file.MEDIA_TYPE),
    Kind.SERIES_XLSX: ("xlsx", workbook.MEDIA_TYPE),
}

OF_WORKSPACE: Final = "/w/{slug:str}/export"
OF_COLLABORATION: Final = "/w/{slug:str}/collaborations/{collaboration:uuid}/export"


Making = Callable[[AnyRequest, World, Place, Sequence[Found]], Awaitable[Stream]]


class Download(msgspec.Struct, frozen=True):
    """`opened` begins the file."""

    name: str
    media_type: str
    opened: Callable[[BinaryIO], SeriesFile]


@get(OF_WORKSPACE, opt=WHOLE)
async def show_export(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _export_page(request, world, place, "series/export.html")


@get(f"{OF_WORKSPACE}/shelf", opt=WHOLE)
async def show_export_shelf(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The part of the page that changes while a file is made."""
    return await _export_page(request, world, place, "series/_shelf.html")


async def _export_page(request: AnyRequest, world: World, place: Place, template: str) -> Template:
    files = await files_of(world, place, *KINDS)
    ordered = await _is_ordered(world, place)
    return page(request, template, columns=COLUMNS, found=None, home=place.home, files=files, ordered=ordered)


async def _is_ordered(world: World, place: Place) -> bool:
    """Whether the workspace's file is the worker's to make. An auditor orders nothing, and so waits."""
    if place.audits:
        return False
    async with world.database.reading(place.tenant) as connection:
        return await count_closed(connection, place.tenant) > MOST_AT_ONCE


@post(OF_WORKSPACE, opt=members(*LEADERS))
async def order_export(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Redirect:
    """In the language of the page."""
    kind = form.choice("kind", Kind)
    if kind not in KINDS:
        raise FieldIsUnreadable(field="kind")
    await order_file(world, place, form, kind, language=language_of(request))
    return see(f"{place.home}/export#shelf-title")


@get(f"{OF_WORKSPACE}/{{export:uuid}}", opt=WHOLE)
async def download_ordered(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, export: FromPath[UUID]
) -> Response[bytes]:
    file = await fetched(world, place, export, *KINDS)
    ending, media_type = ENDINGS[file.kind]
    return download(file.content, _file_name(translator_of(request), place, file.finished_at, ending), media_type)


@get(OF_COLLABORATION, opt=OWN)
async def show_export_of_one(request: AnyRequest, place: GivenPlace) -> Template:
    home = place.collaboration_home
    found = place.collaboration
    return page(request, "series/export.html", columns=COLUMNS, found=found, home=home, files=(), ordered=False)


@get(f"{OF_WORKSPACE}/series.csv", opt=WHOLE)
async def download_csv(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream | Redirect:
    return await _of_all(request, world, place, _csv)


@get(f"{OF_WORKSPACE}/series.xlsx", opt=WHOLE)
async def download_workbook(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream | Redirect:
    return await _of_all(request, world, place, _workbook)


@get(f"{OF_COLLABORATION}/series.csv", opt=OWN)
async def download_csv_of_one(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _csv(request, world, place, [place.collaboration])


@get(f"{OF_COLLABORATION}/series.xlsx", opt=OWN)
async def download_workbook_of_one(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    return await _workbook(request, world, place, [place.collaboration])


async def _of_all(request: AnyRequest, world: World, place: Place, made: Making) -> Stream | Redirect:
    """Back to the page where it is ordered instead, for an address that was kept from when there were fewer."""
    if await _is_ordered(world, place):
        return see(f"{place.home}/export")
    async with world.database.reading(place.tenant) as connection:
        found = await collaborations(connection, place.tenant)
    return await made(request, world, place, found)


async def _csv(request: AnyRequest, world: World, place: Place, found: Sequence[Found]) -> Stream:
    t = translator_of(request)
    name = _file_name(t, place, world.clock.now(), "csv")
    return await _file(world, place, found, Download(name, csv_file.MEDIA_TYPE, lambda file: CsvFile(file, t)))


async def _workbook(request: AnyRequest, world: World, place: Place, found: Sequence[Found]) -> Stream:
    t, now = translator_of(request), world.clock.now()

    def opened(file: BinaryIO) -> SeriesFile:
        return XlsxFile(file, t, workspace=place.workspace.name, made_at=now)

    name = _file_name(t, place, now, "xlsx")
    return await _file(world, place, found, Download(name, workbook.MEDIA_TYPE, opened))


def _file_name(t: Translator, place: Place, moment: datetime, ending: str) -> str:
    return f"{place.workspace.slug}-{t('export.file.word')}-{minute_of(moment)}.{ending}"


async def _file(world: World, place: Place, found: Sequence[Found], wanted: Download) -> Stream:
    """Whole before its first byte is sent, so that no one gets half of one; beside the loop, so that nobody waits."""
    file = await asyncio.to_thread(TemporaryFile)
    try:
        async with AT_A_TIME:
            written = await asyncio.to_thread(wanted.opened, file)
            sources = Sources(world.database, world.log, world.keyring, world.instruments)
            await write_series(sources, place.tenant, found, written)
        return await streamed(file, wanted.name, wanted.media_type)
    except BaseException:
        file.close()
        raise


ROUTES = (
    show_export,
    show_export_shelf,
    show_export_of_one,
    order_export,
    download_ordered,
    download_csv,
    download_workbook,
    download_csv_of_one,
    download_workbook_of_one,
)
