import pytest

from tests.isolation.two_towns import TwoTowns, seed
from tests.running_site import Site


@pytest.fixture(scope="session")
def towns(site: Site) -> TwoTowns:
    return seed(site)
