"""Finding the place of a request."""

import asyncio

import pytest
from msgspec.structs import replace

from infra.database import Database
from infra.eventlog.log import EventLog
from infra.migrations.roles import WEB
from services.web.access import LEADERS
from services.web.finding import Asking, find_place
from services.web.place import Place
from tests.running_site import Site
from tests.support.towns import found_town

PATIENCE = 20.0


@pytest.mark.parametrize("query", [{}, {"position": "999999"}], ids=["by read models", "by the log"])
def test_whoever_holds_a_connection_waits_for_no_other(site: Site, query: dict[str, str]) -> None:
    """Else as many who lead as there are connections, at the same time, wait for each other until they are ended."""
    town = found_town(site)
    measurement = town.measure(town.collaborate(), close=False)
    town.show()
    asking = Asking(
        method="GET",
        route="",
        address="",
        path={"slug": town.workspace.slug, "measurement": measurement},
        query=query,
        roles=frozenset(LEADERS),
    )

    async def found() -> Place:
        async with Database.opened(site.settings.role_url(WEB), size=1) as narrow, asyncio.timeout(PATIENCE):
            world = replace(site.world, database=narrow, log=EventLog(narrow, site.world.keyring))
            return await find_place(world, town.administrator.account, asking)

    place = site.run(found())
    assert (place.leads, place.measurement.id, place.is_behind) == (True, measurement, bool(query))
