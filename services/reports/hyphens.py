"""Where words of the three languages may be broken."""

from collections.abc import Mapping
from functools import cache

import pyphen

from infra.translation import Language
from services.reports.text_width import SOFT_HYPHEN

_DICTIONARIES: Mapping[Language, str] = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_FEWEST_LETTERS = 3


def with_soft_hyphens(text: str, language: Language) -> str:
    """The same text with a soft hyphen wherever a word may be broken; those that stand there already are kept."""
    return " ".join(
        word if SOFT_HYPHEN in word else _hyphenation(language).inserted(word, SOFT_HYPHEN) for word in text.split()
    )


@cache
def _hyphenation(language: Language) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_DICTIONARIES[language], left=_FEWEST_LETTERS, right=_FEWEST_LETTERS)
