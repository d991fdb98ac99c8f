"""Interface words, dates and numbers in bokmål, nynorsk and English."""

from infra.translation.catalogue import LANGUAGES, Language
from infra.translation.translator import Translator

__all__ = ["LANGUAGES", "Language", "Translator"]
