"""From the file to the instrument, and the hashes that freeze a published version.

The structure is everything but words: ids, order, links, markers, chapters, and what each question goes on from. Its
hash says with what a measurement was made. Each language's words have a hash of their own, so that adding a language
changes no hash that is there.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from domain.errors import DomainError
from domain.instrument.model import Ambition, Instrument, Language, Question, Wording

DOTS: Final = 100
"""Full stops in one line of a file. Reading a key takes time that grows with the square of its parts."""


class InstrumentIsUnreadable(DomainError):
    """The file is not TOML, or not an instrument. `detail` says what is wrong and where, in English."""

    code = "instrument_is_unreadable"


def read(toml: str) -> Instrument:
    """The instrument that the text describes; raises `InstrumentIsUnreadable`. `check` says whether it is sound."""
    for number, line in enumerate(toml.split("\n"), start=1):
        if line.count(".") > DOTS:
            raise InstrumentIsUnreadable(detail=f"line {number} has more than {DOTS} full stops")
    try:
        return msgspec.convert(tomllib.loads(toml), Instrument)
    except (ValueError, msgspec.ValidationError) as error:
        # Not only `TOMLDecodeError`: a number of some thousand digits is refused by `int` itself.
        raise InstrumentIsUnreadable(detail=str(error)) from error
    except RecursionError as error:
        raise InstrumentIsUnreadable(detail="its tables and lists are nested too deeply") from error


def read_file(content: bytes) -> Instrument:
    """The instrument in a file, which is UTF-8; raises as `read`."""
    try:
        return read(content.decode())
    except UnicodeDecodeError as error:
        raise InstrumentIsUnreadable(detail=f"it is not UTF-8 text (byte {error.start})") from error


def structure_sha256(instrument: Instrument) -> str:
    """Hash of the canonical JSON of everything but words and languages."""
    return _sha256(
        {
            "id": instrument.id,
            "version": instrument.version,
            "follows": instrument.follows,
            "values": [
                [value.id, value.chapter, [_origin_of(ambition) for ambition in value.ambitions]]
                for value in instrument.values
            ],
            "fields": [
                [field.id, field.number, field.chapter, [_structure_of(question) for question in field.questions]]
                for field in instrument.fields
            ],
        }
    )


def language_sha256(instrument: Instrument) -> Mapping[Language, str]:
    """For each of the instrument's languages, the hash of all its words in that language with their places."""
    texts = list(wordings(instrument))
    return {
        language: _sha256(
            {
                "id": instrument.id,
                "version": instrument.version,
                "language": language,
                "texts": [[place, wording.get(language)] for place, wording in texts],
            }
        )
        for language in instrument.languages
    }


def wordings(instrument: Instrument) -> Iterator[tuple[str, Wording]]:
    """Every text of the instrument with its place (`1-1 scale.low`), in the instrument's order."""
    for value in instrument.values:
        yield f"{value.id} name", value.name
        yield f"{value.id} meaning", value.meaning
        for ambition in value.ambitions:
            yield f"{ambition.id} statement", ambition.statement
    for field in instrument.fields:
        yield f"{field.id} name", field.name
        yield f"{field.id} meaning", field.meaning
        for question in field.questions:
            yield f"{question.id} name", question.name
            yield f"{question.id} statement", question.statement
            yield f"{question.id} help", question.help
            yield f"{question.id} scale.low", question.scale.low
            yield f"{question.id} scale.middle", question.scale.middle
            yield f"{question.id} scale.high", question.scale.high


def _structure_of(question: Question) -> list[object]:
    return [*_origin_of(question), dict(question.links), question.thickness, question.chapter]


def _origin_of(question: Question | Ambition) -> list[object]:
    return [question.id, question.continues, question.replaces]


def _sha256(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
