"""A page as its reader meets it: what there is by role and name, as a screen reader would say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

ROLES = {
    "article": "article",
    "button": "button",
    "dialog": "dialog",
    "figure": "figure",
    "footer": "contentinfo",
    "form": "form",
    "li": "listitem",
    "main": "main",
    "nav": "navigation",
    "ol": "list",
    "progress": "progressbar",
    "section": "region",
    "select": "combobox",
    "svg": "img",
    "table": "table",
    "td": "cell",
    "textarea": "textbox",
    "th": "columnheader",
    "tr": "row",
    "ul": "list",
}
INPUT_ROLES = {
    "checkbox": "checkbox",
    "radio": "radio",
    "submit": "button",
    "number": "spinbutton",
    "search": "searchbox",
}
UNREAD = {"script", "style", "title", "desc"}
APART = {"br", "dd", "div", "dt", "li", "p", "td", "th"}
NO_ROLE = {"hidden", "password", "date", "file"}


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    def __iter__(self) -> "Iterator[Element]":
        """Itself and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """What is to be read, without what is hidden from readers."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.get("aria-hidden") != "true" and "hidden" not in child.attributes and child.tag not in UNREAD:
                apart = " " if child.tag in APART else ""
                yield apart
                yield from child._texts()
                yield apart

    @property
    def role(self) -> str | None:
        if "role" in self.attributes:
            return self.get("role")
        if self.tag == "a":
            return "link" if "href" in self.attributes else None
        if re.fullmatch("h[1-6]", self.tag):
            return "heading"
        if self.tag == "input":
            kind = self.get("type") or "text"
            return None if kind in NO_ROLE else INPUT_ROLES.get(kind, "textbox")
        return ROLES.get(self.tag)

    @property
    def is_hidden(self) -> bool:
        """From readers: by itself, or by what it stands in."""
        here: Element | None = self
        while here is not None:
            if here.get("aria-hidden") == "true" or "hidden" in here.attributes:
                return True
            here = here.parent
        return False

    def above(self, tag: str) -> "Element | None":
        """The nearest one around it."""
        here = self.parent
        while here is not None and here.tag != tag:
            here = here.parent
        return here


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        closing: Element | None = self.here
        while closing is not None and closing.tag != tag:
            closing = closing.parent
        if closing is not None and closing.parent is not None:
            self.here = closing.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


class Read:
    """One page, read."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        self.root = builder.root
        self.by_id = {element.get("id"): element for element in self.root if element.get("id")}

    def name(self, element: Element) -> str:
        """Its accessible name, as far as our pages need the rules for it."""
        if labelled := element.get("aria-labelledby"):
            return " ".join(self.by_id[one].text for one in labelled.split())
        if "aria-label" in element.attributes:
            return element.get("aria-label")
        if element.tag in {"input", "select", "textarea"}:
            return self._label(element)
        if element.tag == "fieldset":
            return next((inner.text for inner in element if inner.tag == "legend"), "")
        if element.tag == "table":
            return next((inner.text for inner in element if inner.tag == "caption"), "")
        return element.text

    def _label(self, element: Element) -> str:
        for label in self.root:
            if label.tag == "label" and element.get("id") and label.get("for") == element.get("id"):
                return label.text
        around = element.above("label")
        return around.text if around else ""

    def all(self, role: str, name: str | None = None, within: Element | None = None) -> list[Element]:
        """Those of a role, by exact name where one is given."""
        return [
            element
            for element in within or self.root
            if element.role == role and not element.is_hidden and (name is None or self.name(element) == name)
        ]

    def cells(self, caption: str) -> set[tuple[str, ...]]:
        """The different rows of the table with this caption, without their names."""
        rows = [
            [cell.text for cell in row if cell.tag == "td"] for row in self.one("table", caption) if row.tag == "tr"
        ]
        return {tuple(cells) for cells in rows if cells}

    def names(self, role: str, within: Element | None = None) -> list[str]:
        return [self.name(element) for element in self.all(role, within=within)]

    def one(self, role: str, name: str | None = None, within: Element | None = None) -> Element:
        """Exactly one, or the test fails and says what there is."""
        found = self.all(role, name, within)
        assert len(found) == 1, f"{len(found)} × {role} “{name}”; there are {self.names(role, within)}"
        return found[0]

    @property
    def title(self) -> str:
        return next((" ".join(map(str, element.children)) for element in self.root if element.tag == "title"), "")

    @property
    def text(self) -> str:
        return self.root.text
