"""The instrument's words in the reader's language, else in bokmål and marked as such."""

from markupsafe import Markup

from domain.instrument.model import Language, Wording, worded
from services.reports.wording import marked


class Wordings:
    """Templates know an instance as `said`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, wording: Wording) -> Markup:
        """For the text of a page."""
        return marked(wording, self._language)

    def plain(self, wording: Wording) -> str:
        """For labels and titles."""
        return worded(wording, self._language)[0]

    def lines(self, wording: Wording) -> list[Markup]:
        """A text of several lines, such as the questions of a help text."""
        text, language = worded(wording, self._language)
        return [
            self({language: line}) if language == self._language else self({"nb": line}) for line in text.split("\n")
        ]
