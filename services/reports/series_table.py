"""The same figures as a series, measurement by measurement, as the rows of a table."""

from datetime import date
from fractions import Fraction
from operator import itemgetter

import msgspec

from infra.translation import Translator
from services.reports.series import Moment, Series


class Row(msgspec.Struct, frozen=True):
    """Written figures. `change` is since the measurement before; `apart` says why there is none, where that is why."""

    day: str
    score: str
    weighting: str
    change: str
    apart: str | None


def series_table(figure: Series, t: Translator) -> tuple[Row, ...]:
    """Oldest first, as the figure runs; one that was not completed has a row without figures."""
    before = (None, *figure.moments[:-1])
    rows = [(moment.day, _row(moment, earlier, t)) for moment, earlier in zip(figure.moments, before, strict=True)]
    rows += [(day, _unfinished(day, t)) for day in figure.unfinished]
    return tuple(row for _, row in sorted(rows, key=itemgetter(0)))


def _unfinished(day: date, t: Translator) -> Row:
    none = t.score(None)
    return Row(day=t.day(day), score=none, weighting=none, change=none, apart=t("comparing.not-completed"))


def _row(moment: Moment, earlier: Moment | None, t: Translator) -> Row:
    return Row(
        day=t.day(moment.day),
        score=t.score(moment.score),
        weighting=t.score(moment.weighting),
        change=t.change(_change(moment, earlier)),
        apart=t("spider.incomparable", why=moment.apart) if moment.apart else None,
    )


def _change(moment: Moment, earlier: Moment | None) -> Fraction | None:
    if earlier is None or moment.apart or moment.score is None or earlier.score is None:
        return None
    return moment.score - earlier.score
