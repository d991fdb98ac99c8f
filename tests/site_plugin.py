"""`site`: the running app, one per worker, started when the first test asks for it; `site_with_versions` likewise.

`house` is one for the tests of one file. `plain_paper` is for tests that print, and are not about how it looks.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from infra import caught_mail

if TYPE_CHECKING:
    from tests.running_site import Site


@pytest.fixture(scope="session", autouse=True)
def _letters_read_once() -> Iterator[None]:
    """Tests look for theirs among all that a worker's site has caught, and a letter is never changed."""
    with patch("infra.caught_mail._read", cache(caught_mail._read)):
        yield


@pytest.fixture(scope="session")
def site(cluster_url: str, redis_url: str, _template: None) -> "Iterator[Site]":
    # Imported here, because most runs of a few tests need no app, and importing it takes longer than they do.
    from tests.running_site import opened_site  # noqa: PLC0415

    with opened_site(cluster_url, redis_url) as site:
        yield site


@pytest.fixture(scope="module")
def house(cluster_url: str, redis_url: str, _template: None) -> "Iterator[Site]":
    """A site of a file's own: what KS publishes, proposes or releases on it, everybody on it is told."""
    from tests.running_site import opened_site  # noqa: PLC0415 – as above

    with opened_site(cluster_url, redis_url) as site:
        yield site


@pytest.fixture(scope="session")
def site_with_versions(cluster_url: str, redis_url: str, _template: None) -> "Iterator[Site]":
    """One that has three versions of the instrument, each following the one before."""
    from infra.instruments import InstrumentLibrary  # noqa: PLC0415 – as above
    from tests.running_site import opened_site  # noqa: PLC0415
    from tests.support.instruments import LINE  # noqa: PLC0415

    with opened_site(cluster_url, redis_url, lambda further: InstrumentLibrary(LINE, further)) as site:
        yield site


@pytest.fixture
def plain_paper() -> Iterator[None]:
    """Reports and the like are printed with their words and nothing else while the test runs."""
    from tests.support.plain_paper import plain_paper  # noqa: PLC0415 – as above

    with patch("services.reports.rendering.pdf_of", plain_paper):
        yield
