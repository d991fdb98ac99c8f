"""A workspace of one's own for each test, and browsers for the people in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.running_site import Site
from tests.support.browsing import Browser
from tests.support.towns import Person, Town, browser_of, found_town

OpenBrowser = Callable[..., Browser]


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
