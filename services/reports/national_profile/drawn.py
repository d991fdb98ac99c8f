"""A group's profile as drawings: the spider, with the country behind a group, and the bar from thin to thick."""

from collections.abc import Callable

from domain.national.variables import VariableId
from infra.translation import Translator
from services.reports.continuum import Continuum
from services.reports.national_profile.profile import Line, NationalProfile
from services.reports.spider import Spider
from services.reports.spider_axes import Axis, Gap

Where = Callable[[VariableId], str | None]
"""Where a figure's own page is; `None` where it has none."""


def nowhere(_: VariableId) -> str | None:
    return None


def profile_spider(
    profile: NationalProfile, title: str, *, beside: str = "", where: Where = nowhere, figure_id: str = "profile"
) -> Spider:
    """`beside` is what the thin line is called: the group that the profile is shown beside, empty where it is none."""
    return Spider(
        id=figure_id,
        title=title,
        axes=tuple(_axis(line, beside, where) for line in profile.lines["scores"]),
        earlier=(beside,) if beside else (),
        earlier_named="national.beside",
        changed="national.axis.beside",
    )


def _axis(line: Line, beside: str, where: Where) -> Axis:
    return Axis(
        label=line.name,
        score=line.figure.exact_mean,
        weighting=line.weighting,
        earlier=(line.beside.exact_mean if line.beside else None,) if beside else (),
        href=where(line.variable),
        gap=Gap.WITHHELD,
    )


def profile_continuum(profile: NationalProfile, t: Translator, *, figure_id: str = "thickness") -> Continuum:
    (line,) = profile.lines["thickness"]
    return Continuum(
        id=figure_id,
        title=line.name,
        thickness=line.figure.exact_mean,
        earlier=(line.beside.exact_mean,) if line.beside else (),
        stored=None if line.figure.mean is None else t.stored(line.figure.mean),
    )
