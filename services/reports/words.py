"""Sealed texts in plain words, on their way to a page or to paper: all of it in one query."""

from collections.abc import Iterable, Mapping
from typing import Protocol, Self

from domain.ids import TenantId
from domain.text import Clear, Sealed, Text
from infra.keys.keyring import Keyring
from infra.translation.translator import Translator


class Holder(Protocol):
    """Whoever has the keys: what a process is made of, or where what is printed is read from."""

    @property
    def keyring(self) -> Keyring: ...


class Words:
    """The texts of one page or document. An erased one says so in the reader's language."""

    def __init__(self, opened: Mapping[Sealed, str | None], t: Translator) -> None:
        self._opened = opened
        self._t = t

    @classmethod
    async def of(cls, holder: Holder, tenant: TenantId, texts: Iterable[Text | None], t: Translator) -> Self:
        sealed = {text for text in texts if isinstance(text, Sealed)}
        return cls(await holder.keyring.open(tenant, sealed), t)

    def __call__(self, text: Text | None) -> str:
        """Empty where nothing was written."""
        match text:
            case None:
                return ""
            case Clear():
                return text.text
            case Sealed():
                found = self._opened[text]
                return self._t("text.erased") if found is None else found

    def is_erased(self, text: Text | None) -> bool:
        return isinstance(text, Sealed) and self._opened[text] is None
