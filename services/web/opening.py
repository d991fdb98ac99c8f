"""Sealed texts in plain words, on their way to a page: all of a page in one query."""

from collections.abc import Iterable, Mapping
from typing import Protocol, Self

from domain.ids import TenantId
from domain.text import Clear, Sealed, Text
from infra.translation.translator import Translator
from services.application.world import World


class Named(Protocol):
    """A member or an auditor, with name and address as the log holds them."""

    @property
    def name(self) -> Text | None: ...

    @property
    def email(self) -> Text | None: ...


class Opened:
    """The texts of one page. An erased one says so in the reader's language."""

    def __init__(self, texts: Mapping[Sealed, str | None], t: Translator) -> None:
        self._texts = texts
        self._t = t

    @classmethod
    async def of(cls, world: World, tenant: TenantId, texts: Iterable[Text | None], t: Translator) -> Self:
        sealed = {text for text in texts if isinstance(text, Sealed)}
        return cls(await world.keyring.open(tenant, sealed), t)

    def __call__(self, text: Text | None) -> str:
        """Empty where nothing was written."""
        match text:
            case None:
                return ""
            case Clear():
                return text.text
            case Sealed():
                found = self._texts[text]
                return self._t("text.erased") if found is None else found

    def is_erased(self, text: Text | None) -> bool:
        return isinstance(text, Sealed) and self._texts[text] is None

    def name(self, person: Named) -> str:
        """What somebody is called here: the name, else the address, else that both were erased."""
        for text in (person.name, person.email):
            if text is not None and not self.is_erased(text):
                return self(text)
        return self._t("person.erased")


def personal_texts(people: Iterable[Named]) -> list[Text | None]:
    """What has to be opened to call these people by name."""
    return [text for person in people for text in (person.name, person.email)]
