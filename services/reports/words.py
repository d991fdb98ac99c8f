"""Sealed texts in plain words, on their way to paper: all of a document in one query."""

from collections.abc import Iterable, Mapping
from typing import Self

from domain.ids import TenantId
from domain.text import Clear, Sealed, Text
from infra.keys.keyring import Keyring
from infra.translation.translator import Translator


class Words:
    """The texts of one document. An erased one says so in its language."""

    def __init__(self, opened: Mapping[Sealed, str | None], t: Translator) -> None:
        self._opened = opened
        self._t = t

    @classmethod
    async def of(cls, keyring: Keyring, tenant: TenantId, texts: Iterable[Text | None], t: Translator) -> Self:
        return cls(await keyring.open(tenant, {text for text in texts if isinstance(text, Sealed)}), t)

    def __call__(self, text: Text | None) -> str:
        """Empty where nothing was written."""
        match text:
            case None:
                return ""
            case Clear():
                return text.text
            case Sealed():
                found = self._opened[text]
                return self._t("report.erased") if found is None else found
