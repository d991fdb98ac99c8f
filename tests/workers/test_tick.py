"""What the worker does once a minute, on a site with one town: it does so for each that there is."""

import asyncio
from pathlib import Path

from msgspec import structs

from infra.eventlog.checkpoints import Checkpoint, latest_checkpoint
from tests.running_site import Site
from tests.support.towns import Town, found_town
from workers.tasks import _tick


def test_a_tick_signs_what_has_grown_and_hands_it_over_in_the_same_minute(house: Site, tmp_path: Path) -> None:
    town = found_town(house)
    asyncio.run(_tick(structs.replace(house.settings, checkpoint_dir=tmp_path)))
    signed = house.run(latest(town))
    assert signed is not None
    assert signed.size == house.run(town.world.log.head(town.workspace.tenant))
    assert (tmp_path / str(town.workspace.tenant) / "latest.txt").read_text() == signed.note


async def latest(town: Town) -> Checkpoint | None:
    tenant = town.workspace.tenant
    async with town.world.database.reading(tenant) as connection:
        return await latest_checkpoint(connection, tenant)
