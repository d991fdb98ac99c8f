"""An instrument side by side: languages of one version, or two versions, text by text, with what differs marked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from babel import Locale, UnknownLocaleError

from domain.instrument.check import LANGUAGES
from domain.instrument.model import Ambition, Field, Instrument, Language, Question, Value, Wording

Asked = Question | Ambition
Anything = Value | Field | Question | Ambition
Part = TypeVar("Part", bound=Anything)


class Column(msgspec.Struct, frozen=True):
    """One version in one language."""

    instrument: Instrument
    language: Language


class Cell(msgspec.Struct, frozen=True):
    """`lines` is empty where the version has no such text. `changed`: both versions have it, in other words."""

    language: Language
    lines: tuple[str, ...]
    changed: bool


class Row(msgspec.Struct, frozen=True):
    """One text: `part` says which (`statement`, `scale.low`), with a cell for each column."""

    part: str
    cells: tuple[Cell, ...]


class Block(msgspec.Struct, frozen=True):
    """A value, an ambition, a field or a question. `now` and `then` are its forms in the two versions."""

    id: str
    level: int
    name: Wording
    rows: tuple[Row, ...]
    now: Anything | None
    then: Anything | None


class Reading(msgspec.Struct, frozen=True):
    """`beside` is an earlier or later version that stands at the side of `shown`.

    `part` is the id of the one value or field that is read; empty for all of them.
    """

    shown: Instrument
    languages: tuple[Language, ...]
    beside: Instrument | None = None
    part: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Each language of both versions next to each other."""
        versions = [self.shown, *([self.beside] if self.beside else [])]
        return tuple(Column(version, language) for language in self.languages for version in versions)

    def blocks(self) -> Iterator[Block]:
        """In the order of the model, with what only the other version has at the end of its field or value."""
        for value in self.shown.values:
            if self.part not in {"", value.id}:
                continue
            other = _by_id(self.beside.values, value.id) if self.beside else None
            yield self._block(2, value, other)
            yield from self._asked(value.ambitions, other.ambitions if other else ())
        for field in self.shown.fields:
            if self.part not in {"", field.id}:
                continue
            found = _by_id(self.beside.fields, field.id) if self.beside else None
            yield self._block(2, field, found)
            yield from self._asked(field.questions, found.questions if found else ())

    def _asked(self, shown: Sequence[Asked], beside: Sequence[Asked]) -> Iterator[Block]:
        counterparts = dict(self._counterparts(shown, beside))
        for asked in shown:
            yield self._block(3, asked, counterparts.get(asked.id))
        paired = {one.id for one in counterparts.values()}
        for gone in beside:
            if gone.id not in paired:
                yield self._block(3, None, gone)

    def _counterparts(self, shown: Sequence[Asked], beside: Sequence[Asked]) -> Iterator[tuple[str, Asked]]:
        """By what the later of the two versions says that it continues or replaces; without that, by number."""
        if self.beside is None:
            return
        later, earlier = (shown, beside) if self.shown.version >= self.beside.version else (beside, shown)
        follows = max(self.shown, self.beside, key=lambda one: one.version).follows
        follows_it = follows == min(self.shown.version, self.beside.version)
        for asked in later:
            origin = (asked.continues or next(iter(asked.replaces or ()), None)) if follows_it else asked.id
            before = _by_id(earlier, origin)
            if before is not None:
                yield (asked.id, before) if later is shown else (before.id, asked)

    def _block(
        self,
        level: int,
        now: Anything | None,
        then: Anything | None,
    ) -> Block:
        there = now or then
        if there is None:
            raise LookupError("a block is about something")
        texts_now, texts_then = dict(_texts(now)), dict(_texts(then))
        parts = dict.fromkeys((*texts_now, *texts_then))
        return Block(
            id=there.id,
            level=level,
            name=_name(there),
            rows=tuple(self._row(part, texts_now.get(part, {}), texts_then.get(part, {})) for part in parts),
            now=now,
            then=then,
        )

    def _row(self, part: str, now: Wording, then: Wording) -> Row:
        cells = []
        for column in self.columns:
            wording = now if column.instrument is self.shown else then
            text, other = wording.get(column.language), (then if wording is now else now).get(column.language)
            cells.append(
                Cell(
                    language=column.language,
                    lines=tuple(text.split("\n")) if text else (),
                    changed=None not in {text, other} and text != other,
                )
            )
        return Row(part=part, cells=tuple(cells))


def _texts(asked: Anything | None) -> Iterator[tuple[str, Wording]]:
    match asked:
        case Value() | Field():
            yield "name", asked.name
            yield "meaning", asked.meaning
        case Question():
            yield "name", asked.name
            yield "statement", asked.statement
            yield "help", asked.help
            yield "scale.low", asked.scale.low
            yield "scale.middle", asked.scale.middle
            yield "scale.high", asked.scale.high
        case Ambition():
            yield "statement", asked.statement
        case None:
            return


def _name(asked: Anything) -> Wording:
    return {} if isinstance(asked, Ambition) else asked.name


def _by_id(every: Sequence[Part], which: str | None) -> Part | None:
    return next((one for one in every if one.id == which), None)


def chosen_languages(instrument: Instrument, asked: Sequence[str], preferred: Language) -> tuple[Language, ...]:
    """Those asked for that the instrument has, in its order; else the reader's own, else bokmål."""
    found = tuple(language for language in instrument.languages if language in asked)
    return found or ((preferred,) if preferred in instrument.languages else ("nb",))


def language_names(languages: Iterable[Language]) -> str:
    """In the order in which the product has its own, others behind them."""
    own = {language: place for place, language in enumerate(LANGUAGES)}
    ordered = sorted(languages, key=lambda language: (own.get(language, len(own)), language))
    return ", ".join(map(language_name, ordered))


def language_name(language: Language) -> str:
    """By its own name; its code where nobody knows one."""
    try:
        return Locale.parse(language).get_language_name(language) or language
    except (UnknownLocaleError, ValueError):
        return language
