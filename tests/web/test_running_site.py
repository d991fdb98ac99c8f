"""The site that the tests open: what it holds is its own."""

from instruments import LINE

from infra.instruments import shipped_instruments
from services.bootstrap import opened_world
from tests.running_site import Site


async def _newest_beside(site: Site) -> int:
    async with opened_world(site.settings, "samson_worker") as world:
        return world.instruments.newest()[0].version


def test_a_site_with_other_versions_does_not_change_what_the_process_around_it_ships(site_with_versions: Site) -> None:
    shipped = shipped_instruments().newest()[0].version
    assert site_with_versions.world.instruments.newest()[0].version == LINE[-1].version != shipped
    assert site_with_versions.run(_newest_beside(site_with_versions)) == shipped
