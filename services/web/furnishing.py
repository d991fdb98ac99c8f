"""What every template can use beside its own page's words: addresses of assets, and drawings."""

from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup
from msgspec.structs import replace

from infra.translation.writing import last_day
from services.reports.bands import bands
from services.reports.bands_over_time import bands_over_time
from services.reports.continuum import continuum
from services.reports.distribution import distribution
from services.reports.distribution_table import distribution_in_short, distribution_table, distribution_words, nearness
from services.reports.national_figures.over_quarters import over_quarters
from services.reports.national_figures.spread_rows import spread_rows
from services.reports.national_figures.tile_map import tile_map
from services.reports.series import series, series_legend
from services.reports.series_table import series_table
from services.reports.small_multiples import small_multiples
from services.reports.spider import spider
from services.reports.spider_table import spider_table
from services.reports.waterfall import waterfall
from services.web.assets import Assets
from services.web.presenting.figure_link import figure_link
from services.web.presenting.instrument_reading import language_names

UNFILLED_TOKEN: Final = Markup('<input type="hidden" name="_csrf_token" value="">')
"""In a form that is sent to many at once: each page's script puts its own in."""


def furnished(environment: Environment, assets: Assets) -> Environment:
    """The same environment, with `asset("css/theme.css")`, the drawings, and the filters named at the end."""
    environment.globals |= {
        "asset": assets.address,
        "bands": bands,
        "bands_over_time": bands_over_time,
        "continuum": continuum,
        "distribution": distribution,
        "distribution_in_short": distribution_in_short,
        "distribution_table": distribution_table,
        "distribution_words": distribution_words,
        "linked_figure": figure_link,
        "nearness": nearness,
        "over_quarters": over_quarters,
        "series": series,
        "series_legend": series_legend,
        "series_table": series_table,
        "small_multiples": small_multiples,
        "spider": spider,
        "spider_table": spider_table,
        "spread_rows": spread_rows,
        "tile_map": tile_map,
        "unfilled_token": UNFILLED_TOKEN,
        "waterfall": waterfall,
    }
    environment.filters |= {"language_names": language_names, "last_day": last_day, "with_id": _with_id}
    return environment


def _with_id(figure: Any, id: str) -> Any:  # noqa: A002 – the field's own name
    """A figure that stands twice on a page, in two widths, has an id for each."""
    return replace(figure, id=id)
