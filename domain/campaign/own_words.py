"""The municipality's own words in a round's letters.

They stand beside what is ours, which nobody can change: who asks, the link, until when, what happens with the answers.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from domain.campaign.decisions import CampaignIsCancelled
from domain.campaign.events import Language, Letter, LetterWorded
from domain.campaign.state import Campaign, Standing
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import CampaignId, SubjectId
from domain.text import Clear, Text, written

LONGEST_WORDS: Final = 1000
"""Characters: three short paragraphs, so that the link is still on the first screen or the next."""

Spot = tuple[Letter, Language]
"""Where words stand."""

STANDS_IN: Final[Mapping[Language, Language]] = MappingProxyType(
    {Language.BOKMAL: Language.NYNORSK, Language.NYNORSK: Language.BOKMAL}
)
"""Whoever reads the one reads the other. For nobody else can another language be taken for granted."""


class WordLetter(msgspec.Struct, frozen=True, tag=True):
    """Empty words take away what stands there. `seen` is what the page showed, empty where nothing stood."""

    letter: Letter
    language: Language
    words: str
    seen: str


class WordsHaveMoved(DomainError):
    """Somebody else wrote other words there after the page was shown. Nothing is written."""

    code = "words_have_moved"


class Said(msgspec.Struct, frozen=True):
    """Words that a letter has, and what they are written in: not always what the reader has chosen."""

    language: Language
    words: str


def words_after(events: Iterable[Event]) -> Mapping[Spot, Text]:
    """What stands after these events of one campaign; of other kinds of events none counts."""
    standing: dict[Spot, Text] = {}
    for event in events:
        if isinstance(event, LetterWorded):
            standing.pop((event.letter, event.language), None)
            if event.words is not None:
                standing[event.letter, event.language] = event.words
    return standing


def newest_words(events: Iterable[Event]) -> Mapping[Spot, Text]:
    """What stands, and where nothing does, what stood there last: that it was taken away does not forget it."""
    return {
        (event.letter, event.language): event.words
        for event in events
        if isinstance(event, LetterWorded) and event.words is not None
    }


def word_letter(campaign: CampaignId, state: Campaign, now: str, command: WordLetter, act: Act) -> tuple[Event, ...]:
    """`now` is what stands there, in plain words. Nothing when the same is asked for.

    Raises `CampaignIsCancelled`, `WordsHaveMoved` and `TextIsTooLong`.
    """
    if state.standing is Standing.CANCELLED:
        raise CampaignIsCancelled
    words = written(command.words, LONGEST_WORDS) if command.words.strip() else ""
    if words == now:
        return ()
    if command.seen != now:
        raise WordsHaveMoved
    sealed = Clear(SubjectId(campaign), words) if words else None
    worded = LetterWorded(at=act.at, by=act.by, letter=command.letter, language=command.language, words=sealed)
    return (worded,)


def languages_for(reader: Language) -> tuple[Language, ...]:
    """In which languages words are looked for, first the reader's own."""
    return (reader, STANDS_IN[reader]) if reader in STANDS_IN else (reader,)


def said_to(reader: Language, letter: Letter, standing: Mapping[Spot, str]) -> Said | None:
    """`None` where there is nothing that they can be expected to read: then the letter has our words alone."""
    for language in languages_for(reader):
        if (letter, language) in standing:
            return Said(language, standing[letter, language])
    return None
