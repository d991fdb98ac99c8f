"""A campaign's coming rounds for people's calendars: RFC 5545, written by icalendar."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid5

from icalendar import Calendar, Event

from domain.civil_time import civil_of
from domain.planning.recurrence import Recurrence
from infra.translation.translator import Translator
from projections.campaigns.queries import Found
from services.web.presenting.campaigns.dates import Coming, coming

PRODUCT: Final = "-//SAMSON//campaigns//NO"

MOST: Final = 40
"""Ten years of quarters."""


def calendar_of(found: Found, recurrence: Recurrence, now: datetime, address: str, t: Translator) -> bytes:
    """A round is written the same until the plan is another one: a reader that fetches it again sees no change.

    `address` is that of the campaign's page.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", found.state.name)
    for one in coming(found.state, recurrence, now, MOST):
        if not one.is_skipped:
            calendar.add_component(_event(found, one, address, t))
    written: bytes = calendar.to_ical()
    return written


def _event(found: Found, one: Coming, address: str, t: Translator) -> Event:
    """Whole days that fill nobody's day: a round is a time in which there is something to do, not an appointment."""
    event = Event()
    event.add("uid", str(uuid5(found.id, one.id)))
    event.add("dtstamp", found.state.in_force_since.replace(microsecond=0))
    event.add("summary", t("campaign.calendar.summary", name=found.state.name))
    event.add("dtstart", civil_of(one.opens_at).date())
    event.add("dtend", civil_of(one.closes_at).date() + timedelta(days=1))
    text = t("campaign.calendar.text", opens=t.weekday_moment(one.opens_at), closes=t.weekday_moment(one.closes_at))
    event.add("description", f"{text}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
