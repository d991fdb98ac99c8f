"""Live sessions, whoever leads them, and phones that scripts don't run on."""

from collections.abc import Callable

import pytest

from domain.sectors import Sector
from services.web.seating import cookie_of
from tests.running_site import Site
from tests.support.browsing import Browser
from tests.support.talks import PUBLIC, Meetings, Talk, meetings_of
from tests.support.towns import found_town
from tests.web.conftest import OpenBrowser

OpenPhone = Callable[..., Browser]


@pytest.fixture(scope="session")
def meetings(site: Site) -> Meetings:
    return meetings_of(found_town(site))


@pytest.fixture
def talk(meetings: Meetings) -> Talk:
    """Each, then together; open to phones, and at the first question."""
    return meetings.under_way()


@pytest.fixture
def phone_in(browser_for: OpenBrowser) -> OpenPhone:
    """`phone_in(talk)` has joined it."""

    def joined(talk: Talk, sector: Sector = PUBLIC, name: str = "", language: str = "nb") -> Browser:
        phone = browser_for(None, language)
        phone.client.cookies.set(cookie_of(talk.measurement), talk.seat(sector, name))
        return phone

    return joined
