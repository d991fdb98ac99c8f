"""Measurements of a collaboration beside each other, and what happened in between: for pages and paper alike."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from domain.happenings import Happening
from domain.text import Text
from infra.translation.translator import Translator
from projections.measurements.queries import Measured
from services.reports.comparison import Comparison
from services.reports.figures import figures_of
from services.reports.happened import in_words
from services.reports.incomparable import Remark, marks, remarks
from services.reports.over_time import OverTime, field_series, numbered_marks, thickness_series
from services.reports.overall_profile import EarlierProfile, field_labels, overall_spider
from services.reports.reasons import Reasons
from services.reports.series import Happened, Series
from services.reports.small_multiples import Multiple, Multiples
from services.reports.spider import MOST_EARLIER, Spider


class Told(msgspec.Struct, frozen=True):
    """`number` is that of its mark in the figures."""

    number: int
    at: datetime
    words: str


class Step(msgspec.Struct, frozen=True):
    """From one measurement to the next: what can't be compared, and what happened."""

    earlier: Measured
    later: Measured
    remarks: tuple[Remark, ...]
    told: tuple[Told, ...]


class FieldOverTime(msgspec.Struct, frozen=True):
    name: str
    series: Series


def told(found: Sequence[Happening], opened: Callable[[Text | None], str], t: Translator) -> tuple[Told, ...]:
    return tuple(Told(number, one.at, in_words(one, opened, t)) for number, one in enumerate(found, start=1))


def steps(over: OverTime, said: Sequence[Told], t: Translator) -> tuple[Step, ...]:
    """`said` is what happened over the whole time."""
    return tuple(
        Step(
            earlier=earlier,
            later=later,
            remarks=remarks(step, instrument, t),
            told=tuple(one for one in said if earlier.state.started_at <= one.at < later.state.started_at),
        )
        for earlier, later, step, instrument in zip(
            over.measured, over.measured[1:], over.steps, over.instruments[1:], strict=False
        )
    )


def fields_over_time(over: OverTime, found: Sequence[Happening], t: Translator) -> tuple[FieldOverTime, ...]:
    happened: tuple[Happened, ...] = numbered_marks(found)
    names = field_labels(over.instrument, t.language)
    return tuple(
        FieldOverTime(name, field_series(over, field, t, happened))
        for name, field in zip(names, over.instrument.fields, strict=True)
    )


def thickness_over_time(over: OverTime, found: Sequence[Happening], t: Translator) -> Series:
    return thickness_series(over, t, numbered_marks(found))


def overlay(over: OverTime, t: Translator, title: str, measurements: str | None = None) -> Spider | None:
    """The last one over the others. `None` where they are too many to be told apart over each other.

    `measurements` is the address of the workspace's measurements; without it, as on paper, nothing leads anywhere.
    """
    if len(over.measured) > MOST_EARLIER + 1:
        return None
    last, instrument = over.measured[-1], over.instrument
    before = tuple(reversed(over.measured[:-1]))
    return overall_spider(
        title,
        instrument,
        figures_of(last.state, instrument),
        t.language,
        earlier=[_earlier(one, over, t) for one in reversed(over.to_last)],
        href=lambda field: f"{measurements}/{last.id}/fields/{field.id}" if measurements else None,
        reasons=Reasons(measurements, last.id, tuple(one.id for one in before)),
    )


def _earlier(one: Comparison, over: OverTime, t: Translator) -> EarlierProfile:
    return EarlierProfile(t.day(one.measurement.started_at), one.figures, marks(one, over.instrument.fields, t))


def beside_each_other(over: OverTime, t: Translator, title: str) -> Multiples:
    profiles = [
        figures_of(one.state, instrument) for one, instrument in zip(over.measured, over.instruments, strict=True)
    ]
    return Multiples(
        id="multiples",
        title=title,
        axes=tuple(field_labels(over.instrument, t.language)),
        multiples=tuple(
            Multiple(
                name=t.day(one.state.started_at),
                scores=tuple(field.score for field in profile.fields),
                weightings=tuple(field.weighting for field in profile.fields),
            )
            for one, profile in zip(over.measured, profiles, strict=True)
        ),
    )
