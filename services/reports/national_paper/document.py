"""A national release as one HTML document, ready for the PDF."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from domain.national.groups import COUNTRY, GroupKind, kind_of
from domain.national.ruleset import RuleSet, rule_set
from domain.national.variables import Variable
from services.reports.continuum import continuum
from services.reports.document import COVER_RADIUS, ENVIRONMENT, OVERALL_WIDTH, TEMPLATES
from services.reports.hyphens import with_soft_hyphens
from services.reports.national_figures.over_quarters import OverQuarters, Told, over_quarters
from services.reports.national_figures.spread_rows import Row as Spread
from services.reports.national_figures.spread_rows import SpreadRows, spread_rows
from services.reports.national_paper.content import NationalPaper
from services.reports.national_paper.grids import ACROSS, Grid, Grids
from services.reports.national_profile.drawn import profile_continuum, profile_spider
from services.reports.national_profile.profile import national_profile
from services.reports.national_tables.tables import BY_ID, Statistic, Table
from services.reports.national_tables.words import LICENCE, PUBLISHER, Words
from services.reports.spider import Spider, silhouette, spider

STYLE: Final = TEMPLATES / "national.css"

PARTS: Final = ("reading", "profile", "values", "thickness", "actions")
AFTER_GROUPS: Final = ("over-time", "coverage", "withheld", "method", "about")

OVER_TIME: Final = ("scores", "weightings", "thickness")
SERIES_WIDTH: Final = 330.0

METHOD: Final[Mapping[str, int]] = MappingProxyType(
    {"who": 1, "numbers": 2, "groups": 1, "rounding": 1, "withheld": 2, "audit": 1, "cannot": 1}
)
"""The page about method: its parts, and how many paragraphs each has."""

KINDS: Final = (GroupKind.COUNTY, GroupKind.SIZE, GroupKind.KOSTRA, GroupKind.THEME)


def national_html(paper: NationalPaper, words: Words) -> str:
    """In the language of the words."""
    return ENVIRONMENT.get_template("national.html").render(t=words.t, paper=Presenter(paper, words))


class Held(msgspec.Struct, frozen=True):
    """Of one kind of groups: how many there are, and of how many means that there could be so many are published."""

    name: str
    groups: int
    published: int
    withheld: int


class Part(msgspec.Struct, frozen=True):
    """Of the page about method."""

    title: str
    lines: tuple[str, ...]


class Presenter:
    """What the template asks for, in words of one language."""

    def __init__(self, paper: NationalPaper, words: Words) -> None:
        self.content, self.words = paper, words
        self.issue, self.release = paper.issue, paper.issue.release
        self.profile = national_profile(self.release, COUNTRY, words)
        self.grids = Grids(paper, words)
        self.quarter = words.quarter(self.issue.quarter)
        self.day = self.words.t.day(self.issue.published_at)
        self.rules: RuleSet = rule_set(self.release.ruleset)
        self.licence, self.publisher = LICENCE, PUBLISHER

    def contents(self) -> list[tuple[str, str]]:
        """Each part's place in the document, and its heading."""
        return [
            *((part, self.words.t(f"national-paper.{part}")) for part in PARTS),
            *((f"kind-{kind}", self.words.t(f"national-paper.kind.{kind}")) for kind in self.kinds()),
            *((part, self.words.t(f"national-paper.{part}")) for part in AFTER_GROUPS),
        ]

    def kinds(self) -> Sequence[GroupKind]:
        """Those that there are groups of: KOSTRA groups are there where they were imported."""
        there = {kind_of(one) for one in self.content.groups}
        return [kind for kind in KINDS if kind in there]

    def of_kind(self, kind: GroupKind) -> Sequence[Grid]:
        return [self.grids.of_kind(kind, tables) for tables in ACROSS]

    def over_time(self) -> Sequence[Grid]:
        return [self.grids.over_time(table) for table in OVER_TIME]

    def actions(self) -> Sequence[Grid]:
        return [self.grids.country(table) for table in ("actions-by-field", "actions-by-cell", "actions-by-status")]

    def behind(self) -> str:
        """How many stand behind the country's figures, in bands, or that it is not told."""
        municipalities, collaborations = (one.written for one in self.grids.coverage().rows[0].numbers)
        return self.words.t("national-paper.behind", municipalities=municipalities, collaborations=collaborations)

    def ornament(self) -> str:
        """The country's shape for the cover, as the address of a background picture."""
        return f"data:image/svg+xml,{quote(silhouette(self._scores(), COVER_RADIUS))}"

    def profile_drawn(self) -> Markup:
        return spider(self._scores(), self.words.t, OVERALL_WIDTH)

    def spread_drawn(self, table: str) -> Markup:
        """Mean, median and quartiles of the country, a row for each thing that the table is about."""
        found = BY_ID[table]
        figure = SpreadRows(
            id=f"spread-{table}",
            title=self._titled(found),
            variable=next(iter(found.variables.values())),
            rows=tuple(
                Spread(self.words.code(str(found.item), item), self.release.figure(COUNTRY, variable.id))
                for item, variable in found.variables.items()
            ),
        )
        return spread_rows(figure, self.words.t, OVERALL_WIDTH)

    def series_drawn(self) -> Sequence[tuple[str, Markup]]:
        """Each figure of the country over the releases, small, with its name."""
        return [
            (name, self._over_quarters(variable, name))
            for table in (BY_ID[one] for one in OVER_TIME)
            for name, variable in self._named(table)
        ]

    def thickness_drawn(self) -> Markup:
        """Nothing where it is withheld: the table has the sign."""
        if self.profile.lines["thickness"][0].figure.mean is None:
            return Markup()
        return continuum(
            profile_continuum(self.profile, self.words.t, figure_id="thickness-drawn"), self.words.t, OVERALL_WIDTH
        )

    def held(self) -> Sequence[Held]:
        """In the order of the paper. Counted from what is published, as anybody could."""
        groups, found = self.content.groups, []
        for kind in (GroupKind.COUNTRY, *self.kinds()):
            of_kind = [one for one in groups if kind_of(one) is kind]
            means = [
                table.number(self.release, one, item, Statistic.MEAN)
                for one in of_kind
                for table in BY_ID.values()
                for item in table.variables
            ]
            published = sum(mean is not None for mean in means)
            name = self.words.t(f"national-paper.kind.{kind}")
            found.append(Held(name, len(of_kind), published, len(means) - published))
        return found

    def hyphened(self, text: str) -> str:
        """Where a narrow column may break it."""
        return with_soft_hyphens(text, self.words.t.language)

    def method(self) -> Sequence[Part]:
        return [
            Part(
                self.words.t(f"national-paper.method.{part}"),
                tuple(self._paragraph(part, line) for line in range(1, lines + 1)),
            )
            for part, lines in METHOD.items()
        ]

    def cited(self) -> str:
        return self.words.t(
            "national-paper.about.citation",
            year=str(self.issue.published_at.year),
            quarter=self.quarter,
            version=self.issue.version,
            address=self.content.home,
        )

    def _paragraph(self, part: str, line: int) -> str:
        rules, t = self.rules, self.words.t
        values: dict[str, str | int] = {
            "mean": rules.mean_from,
            "theme": rules.theme_mean_from,
            "share": rules.share_from,
            "median": rules.median_from,
            "quartiles": rules.quartiles_from,
            "steady": rules.steady_below,
            "differing": rules.differing_from,
            "width": round(rules.narrowest * 100),
        }
        return t(f"national-paper.method.{part}.{line}", **t.fitting(f"national-paper.method.{part}.{line}", values))

    def _titled(self, table: Table) -> str:
        return f"{self.words.title(table)}, {self.words.group(COUNTRY)}, {self.quarter}"

    def _named(self, table: Table) -> Iterator[tuple[str, Variable]]:
        for item, variable in table.variables.items():
            yield self.words.code(table.item, item) if table.item else self.words.title(table), variable

    def _over_quarters(self, variable: Variable, name: str) -> Markup:
        figure = OverQuarters(
            id=f"series-{variable.id.replace(':', '-')}",
            title=name,
            variable=variable,
            told=tuple(
                Told(one.quarter, one.version, one.release.figure(COUNTRY, variable.id)) for one in self.content.series
            ),
        )
        return over_quarters(figure, self.words.t, SERIES_WIDTH)

    def _scores(self) -> Spider:
        return profile_spider(self.profile, self._titled(BY_ID["scores"]))
