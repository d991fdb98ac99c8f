"""The instrument's words in a reader's language, else in bokmål and marked as such."""

from markupsafe import Markup, escape

from domain.instrument.model import Language, Wording, worded


def marked(wording: Wording, language: Language) -> Markup:
    """A screen reader is told where the words are in another language than what stands around them."""
    text, spoken = worded(wording, language)
    return escape(text) if spoken == language else Markup('<span lang="{}">{}</span>').format(spoken, text)
