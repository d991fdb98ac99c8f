"""The same figures as a spider, in the same order, as the rows of a table."""

from collections.abc import Sequence

import msgspec

from infra.translation import Translator
from services.reports.spider import Axis, Spider
from services.reports.spider_axes import score_in_words


class Row(msgspec.Struct, frozen=True):
    """Written figures, as they stand in the table. `change` is `None` when nothing earlier is shown.

    `incomparable` says in words why there is no change, where the newest earlier score can't be compared.

    `why_score` and the others are where the figures lead; `why_earlier` is empty or as long as `earlier`.
    """

    name: str
    href: str | None
    score: str
    weighting: str
    change: str | None
    earlier: tuple[str, ...]
    why_score: str | None
    why_weighting: str | None
    why_change: str | None
    why_earlier: tuple[str, ...]
    incomparable: str | None


class SpiderTable(msgspec.Struct, frozen=True):
    """`earlier` heads the columns of earlier scores, newest first."""

    caption: str
    earlier: tuple[str, ...]
    rows: tuple[Row, ...]


def spider_table(figure: Spider, t: Translator) -> SpiderTable:
    return SpiderTable(
        caption=figure.title,
        earlier=figure.earlier,
        rows=tuple(_row(axis, figure.earlier, t) for axis in figure.axes),
    )


def _row(axis: Axis, earlier: Sequence[str], t: Translator) -> Row:
    return Row(
        name=axis.name,
        href=axis.href,
        score=score_in_words(axis, t),
        weighting=t.score(axis.weighting),
        change=t.change(axis.change) if earlier else None,
        earlier=tuple(t.score(score) for score in axis.earlier),
        why_score=axis.why_score,
        why_weighting=axis.why_weighting,
        why_change=axis.why_change if axis.change is not None or axis.why_no_change else None,
        why_earlier=axis.why_earlier,
        incomparable=t("spider.incomparable", why=axis.why_no_change) if axis.why_no_change else None,
    )
