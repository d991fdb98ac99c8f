"""Where the pages of single figures are, and what a reader is told around their drawings."""

from collections.abc import Sequence
from typing import Final

import msgspec

from domain.national.groups import COUNTRY, GroupId
from domain.national.release import Figure
from domain.national.variables import BY_ID, VARIABLES, Variable, VariableId
from infra.translation.translator import Translator
from services.reports.national_figures.figure import QuarterLine
from services.reports.national_figures.naming import topics
from services.reports.national_figures.writing import said
from services.web.presenting.national.frame import HOME, Nation, Part

VARIABLE: Final = "variable"
GROUP: Final = "group"

FIRST: Final = VARIABLES[0]
"""What a page of any variable shows where the address says none."""


class Choice(msgspec.Struct, frozen=True):
    """A variable to go to: `shown` where the page is of it."""

    variable: Variable
    name: str
    href: str
    shown: bool
    figure: Figure


class ChoiceTopic(msgspec.Struct, frozen=True):
    title: str
    choices: tuple[Choice, ...]


def found_variable(named: str | None) -> Variable | None:
    """The first one where none is named, and `None` for one that there is not."""
    return FIRST if named is None else BY_ID.get(VariableId(named))


def figure_path(variable: VariableId) -> str:
    return f"{HOME}/{Part.FIGURES}/{variable}"


def figure_choices(nation: Nation, group: GroupId, shown: VariableId | None = None) -> Sequence[ChoiceTopic]:
    """Every variable, on its own page, with the numbers of the group in the release that is looked at."""
    kept = {} if group == COUNTRY else {GROUP: group}
    hrefs = {one.id: nation.at(figure_path(one.id), **kept) for one in VARIABLES}
    return _choices(nation, group, shown, hrefs)


def map_choices(nation: Nation, group: GroupId, shown: VariableId) -> Sequence[ChoiceTopic]:
    """Every variable, on the map."""
    hrefs = {one.id: nation.at(Part.MAP.path, variable=one.id) for one in VARIABLES}
    return _choices(nation, group, shown, hrefs)


def _choices(
    nation: Nation, group: GroupId, shown: VariableId | None, hrefs: dict[VariableId, str]
) -> Sequence[ChoiceTopic]:
    release = nation.issue.release
    return [
        ChoiceTopic(
            topic.title,
            tuple(
                Choice(BY_ID[one.id], one.name, hrefs[one.id], one.id == shown, release.figure(group, one.id))
                for one in topic.variables
            ),
        )
        for topic in topics(nation.words)
    ]


def spread_in_words(figure: Figure, variable: Variable, t: Translator) -> str:
    if figure.lower_quartile is None or figure.upper_quartile is None:
        return t("national-figure.spread.withheld")
    return t(
        "national-figure.spread.words",
        lower=said(figure.lower_quartile, variable, t),
        upper=said(figure.upper_quartile, variable, t),
        median=said(figure.median, variable, t),
    )


class Correction(msgspec.Struct, frozen=True):
    """A quarter whose later version stands in a series; `href` is where both are beside each other."""

    words: str
    href: str


def corrections(lines: Sequence[QuarterLine], nation: Nation) -> Sequence[Correction]:
    t, found = nation.words.t, []
    for line in lines:
        quarter, version = line.issue.quarter, line.issue.version
        if version > 1:
            words = t("national-figure.corrected", quarter=line.name, version=version, before=version - 1)
            pair = {"first": f"{quarter}v{version - 1}", "second": f"{quarter}v{version}"}
            found.append(Correction(words, nation.at(Part.COMPARE.path, **pair)))
    return found
