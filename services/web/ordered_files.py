"""Files that are ordered on a page: the order, the shelf that shows how far each has come, and what is fetched from it.

The page is at some address, its shelf alone at `shelf` below that, and each file at its own id.
"""

import re
from typing import Final, assert_never
from uuid import UUID

from litestar import Response

from domain.streams import workspace_stream
from infra.report_shelf import Chosen, Kind, Ready, Report, ready, reports_of
from infra.translation.catalogue import Language
from infra.translation.writing import day_of
from services.application.reports import order_report
from services.application.world import World
from services.web.downloads import download
from services.web.forms import Form
from services.web.place import Place, there

PDF: Final = "application/pdf"


async def order_file(
    world: World, place: Place, form: Form, kind: Kind, *, language: Language, chosen: Chosen | None = None
) -> None:
    """The form's id is the file's, so that a double click orders one."""
    about, version = _about(place, kind)
    await order_report(
        world,
        place.caller,
        about,
        version=version,
        language=language,
        report=form.command_id(),
        kind=kind,
        chosen=chosen,
    )


async def files_of(world: World, place: Place, *kinds: Kind) -> list[Report]:
    """What the page's shelf holds, newest first. Kinds of one shelf are about the same."""
    about, _ = _about(place, kinds[0])
    async with world.database.reading(place.tenant) as connection:
        return await reports_of(connection, place.tenant, about, *kinds)


async def fetched(world: World, place: Place, which: UUID, *kinds: Kind) -> Ready:
    """Raises `NotFound` for one that isn't ready, or that lies on another shelf."""
    about, _ = _about(place, kinds[0])
    async with world.database.reading(place.tenant) as connection:
        return there(await ready(connection, place.tenant, about, which, *kinds))


async def paper(world: World, place: Place, which: UUID, kind: Kind, *words: str) -> Response[bytes]:
    """A PDF from the shelf. Its name has the day of its measurement, or else the one on which it is fetched."""
    file = await fetched(world, place, which, kind)
    day = day_of(place.of_measurement.state.started_at if place.of_measurement else world.clock.now())
    name = "-".join(("samson", *words, _plain(place.collaboration.state.name), day.isoformat()))
    return download(file.content, f"{name}.pdf", PDF)


def _about(place: Place, kind: Kind) -> tuple[UUID, int]:
    """Id and version of what such a file is about here."""
    match kind:
        case Kind.REPORT | Kind.ANSWER_SHEETS:
            return place.measurement.id, place.measurement.version
        case Kind.COMPARISON | Kind.MEETING:
            return place.collaboration.id, 0
        case Kind.SERIES_CSV | Kind.SERIES_XLSX:
            return workspace_stream(place.tenant), 0
        case _:
            assert_never(kind)


def _plain(name: str) -> str:
    """Plain letters only, so that every browser and file system takes it."""
    letters = name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
