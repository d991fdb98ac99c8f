"""The same figures as a series, measurement by measurement, as the rows of a table."""

from fractions import Fraction

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
    """Oldest first, as the figure runs."""
    before = (None, *figure.moments[:-1])
    return tuple(_row(moment, earlier, t) for moment, earlier in zip(figure.moments, before, strict=True))


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
