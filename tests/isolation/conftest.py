from collections.abc import Iterator

import pytest

from tests.isolation.two_towns import TwoTowns, seed
from tests.running_site import opened_site


@pytest.fixture(scope="session")
def towns(cluster_url: str, redis_url: str, _template: None) -> Iterator[TwoTowns]:
    """On a site of their own, because every workspace on it is told what KS proposes."""
    with opened_site(cluster_url, redis_url) as site:
        yield seed(site)
