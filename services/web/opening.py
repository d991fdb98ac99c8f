"""Sealed texts in plain words, on their way to a page, and people by their names."""

from collections.abc import Iterable
from typing import Protocol

from domain.text import Text
from services.reports.words import Words


class Named(Protocol):
    """A member or an auditor, with name and address as the log holds them."""

    @property
    def name(self) -> Text | None: ...

    @property
    def email(self) -> Text | None: ...


class Opened(Words):
    """The texts of one page, the names on it among them."""

    def name(self, person: Named) -> str:
        """What somebody is called here: the name, else the address, else that both were erased."""
        for text in (person.name, person.email):
            if text is not None and not self.is_erased(text):
                return self(text)
        return self._t("person.erased")


def personal_texts(people: Iterable[Named]) -> list[Text | None]:
    """What has to be opened to call these people by name."""
    return [text for person in people for text in (person.name, person.email)]
