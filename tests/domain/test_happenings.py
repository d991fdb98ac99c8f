"""What happened between two measurements, from the events of a collaboration and of its action plan."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
from builders import ANNA, COLLABORATION, MEASUREMENT

from domain.action_plan import events as planned
from domain.collaboration import events as joined
from domain.event import Event
from domain.happenings import Happening, Kind, between, happenings
from domain.ids import ActionId, PartnerId, QuestionId, SubjectId
from domain.sectors import Sector
from domain.text import Clear

FIRST = datetime(2026, 1, 10, 9, tzinfo=UTC)
ACTION = ActionId(uuid4())
PARTNER = PartnerId(uuid4())


def on(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def at(day: int, event: Event) -> Event:
    return msgspec.structs.replace(event, at=on(day))


def words(text: str) -> Clear:
    return Clear(subject=SubjectId(MEASUREMENT), text=text)


SUGGESTED = planned.ActionSuggested(
    at=FIRST,
    by=ANNA,
    action=ACTION,
    collaboration=COLLABORATION,
    measurement=MEASUREMENT,
    question=QuestionId("1-1"),
    text=words("Møtes på gården"),
)
AGREED = planned.ActionAgreed(at=FIRST, by=ANNA, action=ACTION, measurement=MEASUREMENT, owner=None, due=None)
DONE = planned.ActionDone(at=FIRST, by=ANNA, action=ACTION)
JOINED = joined.PartnerJoined(at=FIRST, by=ANNA, partner=PARTNER, name="Sentralen", sector=Sector.VOLUNTARY)
LEFT = joined.PartnerLeft(at=FIRST, by=ANNA, partner=PARTNER)


def kinds(found: tuple[Happening, ...]) -> list[Kind]:
    return [one.kind for one in found]


def test_what_happened_is_told_in_the_order_of_time_whatever_stream_it_stands_in() -> None:
    voided = Happening(on(4), Kind.MEASUREMENT_VOIDED, measured=on(3))
    found = happenings([at(2, JOINED), at(6, LEFT)], [at(1, SUGGESTED), at(1, AGREED), at(5, DONE)], [voided])
    assert kinds(found) == [
        Kind.ACTION_AGREED,
        Kind.PARTNER_JOINED,
        Kind.MEASUREMENT_VOIDED,
        Kind.ACTION_DONE,
        Kind.PARTNER_LEFT,
    ]


def test_a_partner_that_left_is_called_what_it_was_called() -> None:
    assert [one.partner for one in happenings([JOINED, at(1, LEFT)], [])] == ["Sentralen", "Sentralen"]


def test_an_action_has_the_words_that_it_has_now() -> None:
    reworded = planned.ActionReworded(at=on(3), by=ANNA, action=ACTION, text=words("Møtes på gården hver uke"))
    (agreed,) = happenings([], [SUGGESTED, at(1, AGREED), reworded])
    assert agreed.text == words("Møtes på gården hver uke")


def test_an_agreement_that_was_withdrawn_is_not_told() -> None:
    withdrawn = planned.AgreementWithdrawn(at=on(2), by=ANNA, action=ACTION)
    assert happenings([], [SUGGESTED, at(1, AGREED), withdrawn]) == ()
    assert kinds(happenings([], [SUGGESTED, at(1, AGREED), withdrawn, at(3, AGREED)])) == [Kind.ACTION_AGREED]


def test_an_action_that_is_there_no_longer_is_not_told() -> None:
    events = [
        SUGGESTED,
        at(1, AGREED),
        planned.AgreementWithdrawn(at=on(2), by=ANNA, action=ACTION),
        planned.SuggestionWithdrawn(at=on(3), by=ANNA, action=ACTION),
    ]
    assert happenings([], events) == ()


def test_what_was_agreed_while_measuring_belongs_to_the_time_after() -> None:
    found = happenings([], [SUGGESTED, at(0, AGREED), at(7, DONE)])
    assert kinds(between(found, on(0), on(7))) == [Kind.ACTION_AGREED]
    assert kinds(between(found, on(7))) == [Kind.ACTION_DONE]
