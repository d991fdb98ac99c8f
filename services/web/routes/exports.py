"""A workspace's whole history as one file, and the program that checks such a file."""

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from litestar import Response, get
from litestar.response import Stream

from domain.workspace.events import Role
from services.application.auditing.export import export
from services.application.auditing.exporting import find_taken_in, signed_of
from services.verifier import verify
from services.web.access import anyone, members
from services.web.downloads import download, minute_of, streamed
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest
from services.web.place import Outsider

PROGRAM: Final = Path(verify.__file__)


@get("/w/{slug:str}/proof/export", opt=members(Role.ADMINISTRATOR, Outsider.AUDITOR))
async def download_export(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Stream:
    """Whole before its first byte is sent, so that no one gets half of one."""
    signed = await signed_of(world, place.tenant, request.app.state.settings.log_name)
    file = await asyncio.to_thread(TemporaryFile)
    try:
        await export(world.database, place.workspace, signed, file, partial(find_taken_in, world))
        name = f"{place.workspace.slug}-{minute_of(world.clock.now())}.samson"
        return await streamed(file, name, "application/octet-stream")
    except BaseException:
        file.close()
        raise


@get("/verifier", opt=anyone())
async def download_verifier() -> Response[bytes]:
    return download(await asyncio.to_thread(PROGRAM.read_bytes), PROGRAM.name, "text/plain")


ROUTES = (download_export, download_verifier)
