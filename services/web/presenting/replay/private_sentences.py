"""What is told of answers that everyone gave alone: that they were shown, how many gave each, and a noted dissent."""

from collections.abc import Iterator
from typing import Final, assert_never

from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.modes import Mode
from domain.scoring.tally import POINTS, Counts, Tally
from domain.sectors import Side
from infra.translation.translator import Translator
from services.web.presenting.replay.naming import question_words

Dissent = happened.DissentNoted | happened.DissentReworded | happened.DissentWithdrawn

BETWEEN: Final = ", "


def private_sentence(event: happened.AnswersRevealed | Dissent, t: Translator, instrument: Instrument) -> str:
    question = question_words(event.question, t, instrument)
    match event:
        case happened.AnswersRevealed():
            return t("replay.revealed", **question)
        case happened.DissentNoted():
            return t("replay.dissent.noted", **question)
        case happened.DissentReworded():
            return t("replay.dissent.reworded", **question)
        case happened.DissentWithdrawn():
            return t("replay.dissent.withdrawn", **question)
        case _:
            assert_never(event)


def mode_sentence(mode: Mode, t: Translator) -> str:
    match mode:
        case Mode.TOGETHER:
            return t("replay.course.mode.together")
        case Mode.EACH_THEN_TOGETHER:
            return t("replay.course.mode.each-then-together")
        case _:
            assert_never(mode)


def tally_lines(tally: Tally, t: Translator) -> Iterator[tuple[str, str]]:
    """Whose answers, and how many gave each; no label where there is nothing to tell apart."""
    if tally.counts is None:
        yield "", t("replay.tally.withheld")
    else:
        yield t("replay.tally.all"), _counted(tally.counts, t)
    if tally.not_relevant:
        yield "", t("replay.tally.not-relevant", count=tally.not_relevant)
    if tally.sides is not None:
        yield t("replay.tally.public"), _counted(tally.sides[Side.PUBLIC], t)
        yield t("replay.tally.partner"), _counted(tally.sides[Side.PARTNER], t)


def _counted(counts: Counts, t: Translator) -> str:
    given = ((point, count) for point, count in zip(POINTS, counts, strict=True) if count)
    return BETWEEN.join(t("replay.tally.point", count=count, point=point) for point, count in given)
