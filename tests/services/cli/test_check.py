"""`samson up --check` on a state folder where KS has published a version of its own."""

import asyncio

import pytest
from instrument_text import next_version
from instruments import SAMSON
from msgspec.structs import replace
from shelves import publish

from services.cli.check import measured_with
from tests.running_site import opened_site


@pytest.mark.usefixtures("_template")
def test_the_questions_are_those_that_a_new_measurement_asks(cluster_url: str, redis_url: str) -> None:
    with opened_site(cluster_url, redis_url) as site:
        assert asyncio.run(measured_with(site.settings)).version == 1
        site.run(publish(replace(site.world, database=site.web), next_version(SAMSON, " To.")))
        assert asyncio.run(measured_with(site.settings)).version == 2
