"""A person's tab in a real browser, and what a page in it draws and tells."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from xml.etree import ElementTree as ET

import msgspec
from playwright.sync_api import Browser, Page, expect

from services.web.pages import LANGUAGE_COOKIE
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.towns import Person, session_of

DRAWN = """() => {
  const said = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("br").forEach((end) => end.replaceWith(" "));
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const name = (table) => table.caption ? said(table.caption) : table.getAttribute("aria-label");
  const cells = (row) => [...row.cells].map(said);
  const figures = [...document.querySelectorAll("main svg[aria-labelledby]")];
  return {
    drawings: figures.map((svg) => [svg.getAttribute("aria-labelledby").replace(/-title$/, ""),
                                    new XMLSerializer().serializeToString(svg)]),
    tables: [...document.querySelectorAll("main table")].map((table) => [name(table), [...table.rows].map(cells)]),
  };
}"""

Rows = Sequence[Sequence[str]]


class Shown(msgspec.Struct, frozen=True):
    """Drawings by their ids, tables by what they are called: every row with its cells, the heading first."""

    drawings: Mapping[str, ET.Element]
    tables: Mapping[str, Rows]

    def both_sizes(self, figure: str) -> list[ET.Element]:
        """As on wide screens, and as on narrow ones."""
        return [self.drawings[figure], self.drawings[f"{figure}-narrow"]]

    def table_of(self, drawing: ET.Element) -> Rows:
        """The one that is called what the drawing is, without its heading."""
        return self.tables[drawing[0].text or ""][1:]


def shown_on(page: Page) -> Shown:
    found = page.evaluate(DRAWN)
    drawings, tables = dict(found["drawings"]), dict(found["tables"])
    assert len(drawings) == len(found["drawings"]), "two figures of one id"
    return Shown({key: ET.fromstring(svg) for key, svg in drawings.items()}, tables)


@contextmanager
def tab_of(chromium: Browser, site: Site, person: Person, *, language: str = "nb", width: int = 1280) -> Iterator[Page]:
    """Without motion: what is still opening covers what is in it.

    What the page's own content policy had to stop fails the test.
    """
    viewport, stopped = {"width": width, "height": 900}, list[str]()
    with chromium.new_context(viewport=viewport, locale="nb-NO", reduced_motion="reduce") as context:  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        cookies = {COOKIE: session_of(site, person), LANGUAGE_COOKIE: language}
        context.add_cookies([{"name": key, "value": text, "url": site.address} for key, text in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: stopped.append(message.text) if "Content Security" in message.text else None)
        yield page
    assert stopped == []


SMALL = ((320, "100%"), (390, "100%"), (390, "200%"), (320, "200%"))

SIZED = """size => {
  document.documentElement.style.fontSize = size;
  return document.documentElement.scrollWidth;
}"""


def too_wide(page: Page) -> list[str]:
    """The small screens that the page scrolls sideways on, as it stands; it is loaded once for all of them."""
    found, before = [], page.viewport_size
    for width, size in SMALL:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(SIZED, size)
        if wide > width:
            found.append(f"{page.url}: {wide} on {width} pixels with letters of {size}")
    page.evaluate(SIZED, "")
    if before is not None:
        page.set_viewport_size(before)
    return found


def press(page: Page, key: str, role: str, name: str) -> None:
    """On what can be reached by the keyboard, in focus."""
    control = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    control.focus()
    expect(control).to_be_focused()
    control.press(key)
