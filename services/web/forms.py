"""Reading what a form sent. What cannot be read is refused with the field's name, and what was typed is kept."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid5

from litestar.datastructures import FormMultiDict

from domain.errors import DomainError
from domain.text import LONGEST, TextIsMissing, TextIsTooLong, written
from infra.translation.catalogue import LANGUAGES, Language

Choice = TypeVar("Choice", bound=StrEnum)


class FieldIsUnreadable(DomainError):
    """A field of a form holds something that this kind of field cannot hold."""

    code = "field_is_unreadable"


class FileIsMissing(DomainError):
    """The form was sent before a file was chosen."""

    code = "file_is_missing"


class Form:
    """A submitted form. Each reader raises `FieldIsUnreadable` with the field's name."""

    def __init__(self, fields: FormMultiDict | Mapping[str, str]) -> None:
        self._fields: dict[str, str] = {name: value for name, value in fields.items() if isinstance(value, str)}

    @property
    def typed(self) -> Mapping[str, str]:
        """Everything as it was typed, to show again beside the error."""
        return self._fields

    def text(self, name: str) -> str:
        """Empty when nothing was typed; line ends as one character."""
        return self._fields.get(name, "").replace("\r\n", "\n")

    def words(self, name: str, longest: int = LONGEST) -> str:
        """What has to be there; a `TextIsMissing` or `TextIsTooLong` names the field too."""
        try:
            return written(self.text(name), longest)
        except (TextIsMissing, TextIsTooLong) as refusal:
            raise type(refusal)(field=name, **refusal.data) from None

    def words_if_any(self, name: str, longest: int = LONGEST) -> str:
        return self.words(name, longest) if self.has(name) else ""

    def has(self, name: str) -> bool:
        return bool(self._fields.get(name, "").strip())

    def number(self, name: str) -> int:
        try:
            return int(self._fields[name])
        except (KeyError, ValueError):
            raise FieldIsUnreadable(field=name) from None

    def optional_number(self, name: str) -> int | None:
        return self.number(name) if self.has(name) else None

    def key(self, name: str) -> UUID:
        try:
            return UUID(self._fields[name])
        except (KeyError, ValueError):
            raise FieldIsUnreadable(field=name) from None

    def optional_key(self, name: str) -> UUID | None:
        return self.key(name) if self.has(name) else None

    def day(self, name: str) -> date | None:
        if not self.has(name):
            return None
        try:
            return date.fromisoformat(self._fields[name].strip())
        except ValueError:
            raise FieldIsUnreadable(field=name) from None

    def hour(self, name: str) -> time:
        """By the clock on the wall, to the minute."""
        try:
            read = time.fromisoformat(self._fields[name].strip())
        except (KeyError, ValueError):
            raise FieldIsUnreadable(field=name) from None
        return time(read.hour, read.minute)

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        try:
            return kind(self._fields[name])
        except (KeyError, ValueError):
            raise FieldIsUnreadable(field=name) from None

    def language(self, name: str) -> Language:
        for language in LANGUAGES:
            if language == self._fields.get(name):
                return language
        raise FieldIsUnreadable(field=name)

    def command_id(self, part: str = "") -> UUID:
        """The form's own id, or one derived from it for each command of a form that gives several."""
        whole = self.key("command_id")
        return uuid5(whole, part) if part else whole

    def content_id(self) -> UUID:
        """An id of the form and everything in it: one that was changed after its answer got lost is another form."""
        content = sorted((name, text) for name, text in self._fields.items() if not name.startswith("_"))
        return uuid5(self.command_id(), repr(content))
