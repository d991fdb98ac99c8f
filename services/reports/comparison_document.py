"""A comparison as one HTML document, ready for the PDF: what its page shows, and what became of the actions."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from domain.instrument.model import worded
from infra.translation.translator import Translator
from projections.measurements.queries import Measured
from services.reports.changes import Changes, changes
from services.reports.comparison_paper import ComparisonPaper
from services.reports.document import COVER_RADIUS, ENVIRONMENT, OVERALL_WIDTH
from services.reports.figures import figures_of
from services.reports.looked_back import LookedBack
from services.reports.over_time import numbered_marks
from services.reports.overall_profile import overall_spider
from services.reports.series import Series, series, series_legend_on_paper
from services.reports.series_table import Row as SeriesRow
from services.reports.series_table import series_table
from services.reports.side_by_side import (
    Step,
    beside_each_other,
    fields_over_time,
    overlay,
    steps,
    thickness_over_time,
    told,
)
from services.reports.small_multiples import small_multiples
from services.reports.spider import Spider, silhouette, spider
from services.reports.spider_table import SpiderTable, spider_table

ACROSS: Final = 6
"""So many measurements have room beside each other in a table on a standing page."""


def comparison_html(paper: ComparisonPaper, t: Translator) -> str:
    return ENVIRONMENT.get_template("comparison.html").render(t=t, paper=Presenter(paper, t))


class Presenter:
    """What the template asks for, in words of one language."""

    def __init__(self, paper: ComparisonPaper, t: Translator) -> None:
        self.content, self._t = paper, t
        over = paper.over
        self.over, self.words = over, paper.words
        self.first, self.last = over.measured[0], over.measured[-1]
        self.changes: Changes = changes(over, t)
        self.steps: tuple[Step, ...] = steps(over, told(paper.happened, paper.words, t), t)
        self.fields = fields_over_time(over, paper.happened, t)
        self.thickness = thickness_over_time(over, paper.happened, t)
        self.overlay: Spider | None = overlay(over, t, t("comparing.over"))

    def ornament(self) -> str:
        """The shape of the last profile for the cover, as the address of a background picture."""
        figures = figures_of(self.last.state, self.over.instrument)
        shape = overall_spider("", self.over.instrument, figures, self._t.language)
        return f"data:image/svg+xml,{quote(silhouette(shape, COVER_RADIUS))}"

    def contents(self) -> list[tuple[str, str]]:
        """Each part's place in the document, and its heading."""
        parts = ["measured", "beside", *(["over"] if self.overlay else []), "changes", "time", "between", "actions"]
        headed = {"measured", "actions", "method"}
        return [
            (part, self._t(f"comparing.document.{part}") if part in headed else self._t(f"comparing.{part}"))
            for part in (*parts, "method")
        ]

    def overlay_drawn(self, figure: Spider) -> Markup:
        return spider(figure, self._t, OVERALL_WIDTH)

    def overlay_table(self, figure: Spider) -> SpiderTable:
        return spider_table(figure, self._t)

    def beside_drawn(self) -> Markup:
        return small_multiples(
            beside_each_other(self.over, self._t, self._t("comparing.beside")), self._t, OVERALL_WIDTH
        )

    def across(self) -> list[range]:
        """The columns of the tables of changes, as many at a time as have room."""
        whole = len(self.over.measured)
        return [range(begin, min(begin + ACROSS, whole)) for begin in range(0, whole, ACROSS)]

    def drawn(self, figure: Series) -> Markup:
        return series(figure, self._t, OVERALL_WIDTH)

    def legend(self) -> Markup:
        return series_legend_on_paper([one.series for one in self.fields], self._t, OVERALL_WIDTH)

    def rows(self, figure: Series) -> Sequence[SeriesRow]:
        return series_table(figure, self._t)

    def people(self, measured: Measured) -> str:
        """How many were there, where somebody counted."""
        count = sum(measured.state.attendance.values())
        return self._t.number(count) if count else self._t("comparing.document.not-counted")

    def origin(self, one: LookedBack) -> str:
        """The question that an action hangs on; by its number alone where its version of the instrument is lost."""
        number = one.action.question
        return f"{number} {worded(one.asked.name, self._t.language)[0]}" if one.asked else number

    def owner(self, one: LookedBack) -> str:
        """A partner's name; empty where nobody has taken it on, or the partner has left."""
        partner = self.content.collaboration.partners.get(one.action.owner) if one.action.owner else None
        return partner.name if partner else ""

    def has_marks(self) -> bool:
        return bool(numbered_marks(self.content.happened))
