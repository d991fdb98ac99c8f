"""What the pages of the shelf are told."""

from typing import Any, Final

from domain.ids import KS
from domain.instrument.publication.state import fold
from infra.accounts.ks_people import find_ks_person, ks_people
from services.application.instruments import SAMSON, instrument_history, instrument_shelf
from services.application.world import World
from services.web.opening import Opened
from services.web.pages import AnyRequest, translator_of
from services.web.place import NotFound
from services.web.presenting.instrument_shelf import Names, lines, of_version, short, texts_of, withdrawn

HERE: Final = "/ks/instrument"


async def all_versions(world: World) -> dict[str, Any]:
    shelf = await instrument_shelf(world)
    offered = next((one.number for one in shelf.on_offer(SAMSON)), None)
    return {"versions": shelf.of(SAMSON), "withdrawn": withdrawn(shelf), "offered": offered, "short": short}


async def one_version(request: AnyRequest, world: World, number: int) -> dict[str, Any]:
    """Raises `NotFound` for a version that nothing ever happened to."""
    t = translator_of(request)
    recorded = await instrument_history(world)
    events = of_version(recorded, number)
    if not events:
        raise NotFound
    shelf = fold(record.event for record in recorded)
    version, on_offer = shelf.version(SAMSON, number), shelf.on_offer(SAMSON)
    opened = await Opened.of(world, KS, texts_of(events), t)
    me = await find_ks_person(world.database, request.user.id)
    names = Names(await ks_people(world.database), me, t)
    return {
        "version": version,
        "offered": next((one.number for one in on_offer), None),
        "is_last": on_offer == [version],
        "is_mine": version.draft is not None and version.draft.taken_in_by == me,
        "lines": lines(events, names, opened),
        "names": names,
        "opened": opened,
        "short": short,
    }
