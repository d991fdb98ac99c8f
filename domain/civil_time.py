"""Days and hours as people in Norway agree them, and the moments that they mean.

Source: domain model, section 6 (Europe/Oslo).
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OSLO: Final = ZoneInfo("Europe/Oslo")


def moment_of(civil: datetime) -> datetime:
    """UTC. `civil` has no time zone and means Norway's.

    The hour that happens twice in October means its first time. One that does not happen in March means as long after
    midnight as it would have been, by the clock an hour later. Source: RFC 5545, 3.3.5.
    """
    return civil.replace(tzinfo=OSLO, fold=0).astimezone(UTC)


def civil_of(moment: datetime) -> datetime:
    """What the clock on the wall shows, without a time zone."""
    return moment.astimezone(OSLO).replace(tzinfo=None, fold=0)


def days_later(moment: datetime, days: int) -> datetime:
    """The same hour by the clock on the wall, whole days later or earlier: not always a multiple of 24 hours."""
    return moment_of(civil_of(moment) + timedelta(days=days))
