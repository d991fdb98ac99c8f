"""A workspace's whole history as one file, and the program that checks such a file."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from litestar import Response, get
from litestar.response import Stream

from domain.workspace.events import Role
from infra.translation.writing import OSLO
from services.application.auditing.export import export
from services.application.auditing.exporting import find_taken_in, signed_of
from services.verifier import verify
from services.web.access import anyone, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import Outsider

PIECE: Final = 1 << 18

PROGRAM: Final = Path(verify.__file__)


@get("/w/{slug:str}/proof/export", opt=members(Role.ADMINISTRATOR, Outsider.AUDITOR))
async def download_export(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    """Whole before its first byte is sent, so that no one gets half of one."""
    signed = await signed_of(world, place.tenant, request.app.state.settings.log_name)
    file = await asyncio.to_thread(TemporaryFile)
    try:
        await export(world.database, place.workspace, signed, file, partial(find_taken_in, world))
    except BaseException:
        file.close()
        raise
    name = file_name(place.workspace.slug, world.clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(file.tell())}
    return Stream(_pieces(file), media_type="application/octet-stream", headers=headers)


@get("/verifier", opt=anyone())
async def download_verifier() -> Response[bytes]:
    return Response(
        content=await asyncio.to_thread(PROGRAM.read_bytes),
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{PROGRAM.name}"'},
    )


def file_name(slug: str, moment: datetime) -> str:
    """With day and time in Norway, so that several lie in their order."""
    return f"{slug}-{moment.astimezone(OSLO):%Y-%m-%d-%H%M}.samson"


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, 0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


ROUTES = (download_export, download_verifier)
