"""The municipality's own words in a form, and what a campaign's letters look like."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from domain.campaign.events import Language, Letter
from domain.campaign.own_words import LONGEST_WORDS, Spot, WordLetter
from domain.text import Text
from services.application.campaigns.previewing import Preview
from services.web.forms import FieldIsUnreadable, Form
from services.web.presenting.mails import Mail, parts_of_mail

SPOTS: Final[Sequence[Spot]] = tuple((letter, language) for letter in Letter for language in Language)
"""In the order in which pages show them."""

SEEN: Final = "seen_words"


class Shown(Mail, frozen=True, kw_only=True):
    """`stands_in` is the language of words that are not the letter's own.

    `last` is what was written for this letter in this language, also where it was taken away or erased since.
    """

    kind: Letter
    stands_in: Language | None
    has_words: bool
    last: Text | None


def field_of(letter: Letter, language: Language) -> str:
    return f"words-{letter}-{language}"


def shown_words(standing: Mapping[Spot, str]) -> dict[str, str]:
    """Every field as a fresh page holds it, and what was in them then."""
    fields = {field_of(*spot): standing.get(spot, "") for spot in SPOTS}
    return fields | {SEEN: msgspec.json.encode(fields).decode()}


def words_in(form: Form) -> list[WordLetter]:
    """What was changed in the form: whoever changes a plan alone does not meet what others wrote meanwhile."""
    seen = _seen(form)
    asked = (
        WordLetter(letter, language, _typed(form, letter, language), seen.get(field_of(letter, language), ""))
        for letter, language in SPOTS
    )
    return [one for one in asked if one.words != one.seen]


def typed_words(form: Form) -> dict[Spot, str]:
    """As it would stand if the form was saved."""
    return {spot: words for spot in SPOTS if (words := _typed(form, *spot))}


def shown_letters(previews: Iterable[Preview], last: Mapping[Spot, Text]) -> list[Shown]:
    return [
        Shown(
            **parts_of_mail(one.letter, one.to),
            kind=one.kind,
            stands_in=one.said.language if one.said and one.said.language is not one.language else None,
            has_words=one.said is not None,
            last=last.get((one.kind, one.language)),
        )
        for one in previews
    ]


def _typed(form: Form, letter: Letter, language: Language) -> str:
    return form.words_if_any(field_of(letter, language), LONGEST_WORDS)


def _seen(form: Form) -> Mapping[str, str]:
    if not form.has(SEEN):
        return {}
    try:
        return msgspec.json.decode(form.text(SEEN), type=dict[str, str])
    except msgspec.DecodeError:
        raise FieldIsUnreadable(field=SEEN) from None
