"""A real Chromium, and axe on every page that it shows.

Playwright's event loop runs in the thread of the tests for as long as it is started, and no asynchronous test can run
meanwhile. So it is started for one module at a time (the plugin starts it for the whole run), and xdist keeps a
module's tests together.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from infra.settings import ASSETS
from infra.translation import LANGUAGES, Language
from tests.running_site import Site
from tests.support.tabs import tab_of, too_wide
from tests.support.towns import Person

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = Path(os.environ.get("SAMSON_ASSETS_DIR", ASSETS)) / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

BROKEN = """async ([rules, spared]) => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
  const contrast = {"color-contrast": {enabled: !spared.includes(document.documentElement.lang)}};
  const options = {runOnly: rules, rules: contrast, resultTypes: ["violations"], preload: false};
  return (await axe.run(document, options)).violations;
}"""
"""What fades in is judged as it stands then: halfway, nothing has contrast enough. What passes is not described.

Nothing is fetched for axe: what it would look at belongs to rules of style sheets and of sound, and we have neither.
"""

FIRST: Language = "nb"

expect.set_options(timeout=20_000)
"""A busy machine may take longer than Playwright's five seconds. What holds is seen at once all the same."""

PLAIN = "--js-flags=--no-opt --no-maglev"
"""The same scripts, without V8's two optimising compilers.

What they have learnt of a page goes with the page, a second later: they take a quarter of what the renderer does on a
walk from page to page with axe, and repay less.
"""


@cache
def chromium() -> str | None:
    """`$SAMSON_CHROMIUM`, else the machine's own; `None` leaves it to Playwright's download."""
    named = os.environ.get("SAMSON_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "args": ["--no-sandbox", PLAIN],
        **({"executable_path": chromium()} if chromium() else {}),
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """Addresses are whole in our tests. The plugin's own fixture is written in a way that pytest 9 warns of."""


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "nb-NO", "timezone_id": "Europe/Oslo", "bypass_csp": False}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**browser_type_launch_args)
    yield browser
    browser.close()


@pytest.fixture
def sign_in(house: Site, browser: Browser) -> Iterator[Callable[[Person], Page]]:
    """`sign_in(person)` is the tab of somebody on a phone who has just signed in. Closed with the test."""
    with ExitStack() as stack:

        def signed_in(person: Person) -> Page:
            page = stack.enter_context(tab_of(browser, house, person, width=390))
            page.goto(f"{house.address}/workspaces")
            return page

        yield signed_in


@pytest.fixture(scope="session")
def spared(pytestconfig: pytest.Config) -> Sequence[Language]:
    """In which languages this run leaves contrast out: in the ordinary one in all but the first.

    It takes as long as all other rules together, and belongs to classes, which are the same in each language. What
    words decide, such as how large something is to hit, is judged in all of them.
    """
    ordinary = pytestconfig.getoption("markexpr") == "not nightly"
    return [language for language in LANGUAGES if language != FIRST] if ordinary else []


@pytest.fixture
def axe(spared: Sequence[Language]) -> Callable[[Page], None]:
    """`axe(page)` fails with one line for each place on the page that breaks a rule."""

    def check(page: Page) -> None:
        _bring_axe(page)
        lines = [
            f"{broken['id']} ({broken['impact']}): {broken['help']}\n    {place['html']}\n    {place['failureSummary']}"
            for broken in page.evaluate(BROKEN, [RULES, spared])
            for place in broken["nodes"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture
def usable(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """`usable(page)`: no rule is broken, and in the first language nothing is too wide for a small screen either.

    The page is loaded once for both, and looks afterwards as it did before.
    """

    def check(page: Page) -> None:
        axe(page)
        if page.locator("html").get_attribute("lang") == FIRST:
            assert too_wide(page) == []

    return check


def _bring_axe(page: Page) -> None:
    """From outside the page, so that the page's own content policy stays as strict as it is.

    It's handed to a tab once, and is there on every page that the tab shows later: sending the script takes longer
    than judging a page with it, and a tab that goes on to the next page has compiled it already.
    """
    if not page.evaluate("'axe' in window"):
        page.add_init_script(path=AXE)
        page.evaluate(f"{AXE.read_text()};0")
