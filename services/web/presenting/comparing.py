"""A collaboration's figures over time, as its own page shows them."""

import msgspec

from infra.translation.translator import Translator
from services.reports.over_time import OverTime
from services.reports.series import Series
from services.reports.side_by_side import FieldOverTime, fields_over_time, thickness_over_time


class SeriesOf(msgspec.Struct, frozen=True):
    """Of a collaboration."""

    fields: tuple[FieldOverTime, ...]
    thickness: Series


def series_of(over: OverTime, t: Translator) -> SeriesOf | None:
    """Without what happened in between. `None` of one measurement alone, which is no series."""
    if not over.steps:
        return None
    return SeriesOf(fields_over_time(over, (), t), thickness_over_time(over, (), t))
