"""What happened in between, in words: a list by date, beside figures that it is not said to have moved."""

from collections.abc import Callable, Sequence
from typing import assert_never

from domain.happenings import Happening, Kind
from domain.text import Text
from infra.translation.translator import Translator


def in_words(one: Happening, text: Callable[[Text | None], str], t: Translator) -> str:
    """`text` opens what is sealed, and says of an erased text that it is erased."""
    match one.kind:
        case Kind.ACTION_AGREED | Kind.ACTION_DONE | Kind.ACTION_DROPPED:
            return t(f"comparing.happened.{one.kind}", action=text(one.text))
        case Kind.PARTNER_JOINED | Kind.PARTNER_LEFT:
            return t(f"comparing.happened.{one.kind}", partner=one.partner)
        case Kind.PURPOSE_REWORDED:
            return t("comparing.happened.purpose-reworded")
        case Kind.MEASUREMENT_VOIDED | Kind.MEASUREMENT_NOT_COMPLETED:
            return t(f"comparing.happened.{one.kind}", day=t.day(one.measured or one.at))
        case _ as never:
            assert_never(never)


def texts_of(found: Sequence[Happening]) -> list[Text | None]:
    """What has to be opened to say them."""
    return [one.text for one in found]
