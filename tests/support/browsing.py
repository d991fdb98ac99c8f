"""A person with a browser that runs no scripts: opens pages, follows links, fills in forms and presses buttons."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urljoin

import httpx

from tests.support.reading import Element, Read


class Shown(Read):
    """A page in somebody's browser."""

    def __init__(self, browser: "Browser", answer: httpx.Response) -> None:
        super().__init__(answer.text)
        self.browser = browser
        self.answer = answer

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        return self.answer.url.raw_path.decode()

    def follow(self, link: str) -> "Shown":
        """The link with this name."""
        return self.browser.open(urljoin(self.path, self.one("link", link).get("href")))

    def press(self, button: str, typed: Mapping[str, str] | None = None, **by_field: str) -> "Shown":
        """Fill in by label (or by the field's name), then press. What was there already is sent along."""
        pressed = self.one("button", button)
        form = pressed.above("form")
        assert form is not None, f"“{button}” stands in no form"
        fields = self.values(form)
        for label, value in (typed or {}).items():
            fields[self._field(form, label, value).get("name")] = value
        fields |= by_field
        if pressed.get("name"):
            fields[pressed.get("name")] = pressed.get("value")
        return self.browser.send(urljoin(self.path, form.get("action") or self.path), fields)

    def values(self, form: Element) -> dict[str, str]:
        """What a form would send as it stands."""
        values: dict[str, str] = {}
        for element in form:
            name = element.get("name")
            if not name or element.tag == "button":
                continue
            if element.tag == "select":
                options = [option for option in element if option.tag == "option"]
                chosen = [option for option in options if "selected" in option.attributes] or options[:1]
                values[name] = chosen[0].get("value") if chosen else ""
            elif element.tag == "textarea":
                values[name] = "".join(child for child in element.children if isinstance(child, str))
            elif element.get("type") in {"radio", "checkbox"}:
                if "checked" in element.attributes:
                    values[name] = element.get("value")
            else:
                values[name] = element.get("value")
        return values

    def _field(self, form: Element, label: str, value: str) -> Element:
        """By its label; a radio button by the legend of its group, and the option of a list by its value."""
        named = [element for element in form if element.get("name") and self.name(element) == label]
        if not named:
            groups = [element for element in form if element.tag == "fieldset" and self.name(element) == label]
            named = [one for group in groups for one in group if one.get("name") and one.get("value") == value]
        assert len(named) == 1, f"{len(named)} fields called “{label}” that can be {value!r}"
        return named[0]


class Browser:
    """Keeps its cookies, and remembers nothing else."""

    def __init__(self, address: str, language: str = "nb") -> None:
        self.client = httpx.Client(
            base_url=address,
            headers={"accept-language": language},
            follow_redirects=True,
            timeout=30,
            # Tests talk to this machine without TLS, and reading every authority takes longer than most of them do.
            verify=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def open(self, path: str) -> Shown:
        return Shown(self, self.client.get(path))

    def send(self, path: str, fields: Mapping[str, str]) -> Shown:
        """With the token of the forms, if none is among the fields: as from a page that was just opened."""
        token = self.client.cookies.get("samson-csrf")
        if token is None:
            self.client.get("/privacy")
            token = self.client.cookies.get("samson-csrf", "")
        return Shown(self, self.client.post(path, data={"_csrf_token": token, **fields}))
