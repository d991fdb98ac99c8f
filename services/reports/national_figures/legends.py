"""What the marks of mean, median and quartiles are called under a drawing that has them."""

from collections.abc import Iterator, Sequence

from domain.national.release import Figure
from infra.translation.translator import Translator
from services.reports.legend import Entry, Mark


def has_band(figure: Figure) -> bool:
    return figure.lower_quartile is not None and figure.upper_quartile is not None


def entries(figures: Sequence[Figure], t: Translator) -> Iterator[Entry]:
    """Of the marks that any of them is drawn with."""
    yield Entry(Mark.SCORE, t("national-table.statistic.mean"))
    if any(one.median is not None for one in figures):
        yield Entry(Mark.MEDIAN, t("national-table.statistic.median"))
    if any(map(has_band, figures)):
        yield Entry(Mark.BAND, t("national-figure.legend.band"))
