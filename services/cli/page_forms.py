"""The forms of a page, filled in as a browser would send them."""

from html.parser import HTMLParser

import msgspec


class PageForm(msgspec.Struct):
    """Where a form is sent, and what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    """The values of each group of radio buttons."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and tag == "textarea":
            self._area = given.get("name")
            self._open.fields[given.get("name", "")] = ""
        elif self._open is not None and tag == "input" and given.get("name"):
            _take(self._open, given)

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area is not None:
            self._open.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None


def _take(form: PageForm, given: dict[str, str]) -> None:
    name, value = given["name"], given.get("value", "")
    match given.get("type", "text"):
        case "radio":
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields[name] = value
        case "checkbox":
            if "checked" in given:
                form.fields[name] = value or "on"
        case _:
            form.fields[name] = value


def forms_of(html: str) -> list[PageForm]:
    """All forms of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
