"""A workspace of one's own for each test, and browsers for the people in it; and for two people of KS."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.running_site import Site
from tests.support.browsing import Browser
from tests.support.towns import Person, Town, analyst, browser_of, found_town

OpenBrowser = Callable[..., Browser]


@pytest.fixture
def real_paper() -> None:
    """For a test that looks at what is printed as its reader gets it."""


@pytest.fixture(autouse=True)
def _paper(request: pytest.FixtureRequest) -> None:
    """Setting type takes seconds for each paper, and most tests that print one ask whether it is there."""
    if "real_paper" not in request.fixturenames:
        request.getfixturevalue("plain_paper")


@pytest.fixture
def town(site: Site) -> Town:
    """With an administrator, and nothing else yet."""
    return found_town(site)


@pytest.fixture
def browser_for(site: Site) -> Iterator[OpenBrowser]:
    """`browser_for(person)`, signed in; `browser_for()`, nobody's. Closed with the test."""
    with ExitStack() as stack:

        def open_browser(person: Person | None = None, language: str = "nb") -> Browser:
            return stack.enter_context(browser_of(site, person, language))

        yield open_browser


@pytest.fixture
def kari(house: Site) -> Iterator[Browser]:
    """One of the two people of KS that a version or a release takes."""
    with browser_of(house, analyst(house)) as browser:
        yield browser


@pytest.fixture
def ola(house: Site) -> Iterator[Browser]:
    """The other one."""
    with browser_of(house, analyst(house)) as browser:
        yield browser
