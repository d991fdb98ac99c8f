"""KS reads its instrument: a version in its languages side by side, or beside another version; on screen and paper."""

from collections.abc import Awaitable
from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.instrument.model import Instrument
from infra.instruments import InstrumentIsUnknown
from services.application.instruments import SAMSON, draft_edition, edition, instrument_shelf
from services.web.access import ks_analyst
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import there
from services.web.presenting.instrument_reading import Reading, chosen_languages, language_name
from services.web.presenting.wording import Wordings

LONGEST_NUMBER: Final = 4
"""Digits of a version."""


@get("/ks/instrument/{version:int}/read", opt=ks_analyst())
async def read_instrument(request: AnyRequest, world: GivenWorld, version: FromPath[int]) -> Template:
    """As published, else as drafted; `?draft` is the draft of a version that is published too."""
    t = translator_of(request)
    drafted = "draft" in request.query_params
    shown = there(await _found((draft_edition if drafted else edition)(world, version)))
    asked = request.query_params.get("beside", "")
    is_number = asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    beside = await _found(edition(world, int(asked))) if is_number else None
    reading = Reading(
        shown=shown,
        languages=chosen_languages(shown, request.query_params.getall("language", []), t.language),
        beside=beside if beside and beside.version != version else None,
        part=_part(shown, request.query_params.get("part", "")),
    )
    others = [one.number for one in (await instrument_shelf(world)).of(SAMSON) if one.number != version]
    return page(
        request,
        "instrument/read.html",
        reading=reading,
        others=sorted(others),
        drafted=drafted,
        language_name=language_name,
        said=Wordings(t.language),
    )


def _part(shown: Instrument, asked: str) -> str:
    """The whole where there is no such part."""
    parts = {*(value.id for value in shown.values), *(field.id for field in shown.fields)}
    return asked if asked in parts else ""


async def _found(wanted: Awaitable[Instrument]) -> Instrument | None:
    try:
        return await wanted
    except InstrumentIsUnknown:
        return None


ROUTES = (read_instrument,)
