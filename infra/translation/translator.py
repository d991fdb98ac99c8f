"""Words, dates and numbers in one reader's language. Templates and code know an instance as `t`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from infra.translation import writing
from infra.translation.catalogue import Catalogue, Language, catalogue


class MessageIsMissing(LookupError):
    """No text stands under the id: an error of ours, never shown as a bare id."""


class ValuesDoNotFit(TypeError):
    """The values given are not exactly the placeholders of the text."""


class Translator:
    """`t("sign-in.request.title")`, `t("answers.given", count=3)`; `t.day(…)`, `t.score(…)` and so on."""

    def __init__(self, language: Language, words: Catalogue | None = None) -> None:
        self.language: Language = language
        self._words = catalogue(language) if words is None else words

    def __call__(self, message_id: str, **values: str | int) -> str:
        """The text, plain: escaping is the template's business.

        A whole number is written in the reader's way. `count` chooses between the two forms of a plural, and
        need not be mentioned by the form that is for one.
        """
        message = self._words.get(message_id)
        if message is None:
            raise MessageIsMissing(f"{message_id} has no text in {self.language}")
        if values.keys() != message.placeholders:
            raise ValuesDoNotFit(f"{message_id} takes {sorted(message.placeholders)}, was given {sorted(values)}")
        form = message.forms[0] if len(message.forms) == 1 or values["count"] == 1 else message.forms[1]
        return form.format_map(
            {name: value if isinstance(value, str) else self.number(value) for name, value in values.items()}
        )

    def fitting(self, message_id: str, values: Mapping[str, str | int]) -> dict[str, str | int]:
        """Those of `values` that the text has a place for."""
        message = self._words.get(message_id)
        return {} if message is None else {name: values[name] for name in values.keys() & message.placeholders}

    def number(self, value: int) -> str:
        return writing.number(value, self.language)

    def score(self, value: Fraction | None) -> str:
        return writing.score(value, self.language)

    def change(self, value: Fraction | None) -> str:
        return writing.change(value, self.language)

    def consensus(self, value: Decimal) -> str:
        return writing.consensus(value, self.language)

    def stored(self, value: Decimal | None) -> str:
        return writing.stored(value, self.language)

    def stored_change(self, value: Decimal | None) -> str:
        return writing.stored_change(value, self.language)

    def day(self, value: date) -> str:
        return writing.day(value, self.language)

    def time(self, value: datetime) -> str:
        return writing.time(value, self.language)

    def moment(self, value: datetime) -> str:
        return writing.moment(value, self.language)

    def weekday(self, value: date) -> str:
        return writing.weekday(value, self.language)

    def weekday_day(self, value: date) -> str:
        return writing.weekday_day(value, self.language)

    def weekday_moment(self, value: datetime) -> str:
        return writing.weekday_moment(value, self.language)
