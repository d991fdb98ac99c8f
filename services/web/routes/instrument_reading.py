"""KS reads its instrument: a version in its languages side by side, or beside another version; on screen and paper."""

from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.instrument.model import Instrument
from infra.instruments import InstrumentIsUnknown, InstrumentLibrary
from services.web.access import ks_analyst
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import there
from services.web.presenting.instrument_reading import Reading, chosen_languages, language_name
from services.web.presenting.wording import Wordings

SAMSON: Final = "samson"

LONGEST_NUMBER: Final = 4
"""Digits of a version."""


@get("/ks/instrument/{version:int}/read", opt=ks_analyst())
async def read_instrument(request: AnyRequest, world: GivenWorld, version: FromPath[int]) -> Template:
    t = translator_of(request)
    shown = there(_edition(world.instruments, version))
    asked = request.query_params.get("beside", "")
    beside = _edition(world.instruments, int(asked)) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else None
    reading = Reading(
        shown=shown,
        languages=chosen_languages(shown, request.query_params.getall("language", []), t.language),
        beside=beside if beside and beside.version != version else None,
    )
    others = [one.instrument.version for one in world.instruments.all() if one.instrument.version != version]
    return page(
        request,
        "instrument/read.html",
        reading=reading,
        others=others,
        language_name=language_name,
        said=Wordings(t.language),
    )


def _edition(instruments: InstrumentLibrary, version: int) -> Instrument | None:
    try:
        return instruments.by_version(SAMSON, version).instrument
    except InstrumentIsUnknown:
        return None


ROUTES = (read_instrument,)
