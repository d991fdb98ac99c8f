"""What happened to a collaboration from one measurement to another: told beside its figures, never as their cause."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.action_plan import events as planned
from domain.action_plan.state import fold as fold_plan
from domain.collaboration import events as joined
from domain.event import Event
from domain.ids import ActionId, MeasurementId, PartnerId
from domain.text import Text


class Kind(StrEnum):
    """In one word, as messages are called after it."""

    ACTION_AGREED = "action-agreed"
    ACTION_DONE = "action-done"
    ACTION_DROPPED = "action-dropped"
    PARTNER_JOINED = "partner-joined"
    PARTNER_LEFT = "partner-left"
    PURPOSE_REWORDED = "purpose-reworded"
    MEASUREMENT_VOIDED = "measurement-voided"
    MEASUREMENT_NOT_COMPLETED = "measurement-not-completed"


class Happening(msgspec.Struct, frozen=True):
    """`partner` is a name, `text` an action's words as they are now.

    `measured` is when a measurement that does not count was begun.
    """

    at: datetime
    kind: Kind
    partner: str = ""
    text: Text | None = None
    measurement: MeasurementId | None = None
    measured: datetime | None = None


def happenings(
    collaboration: Iterable[Event], plan: Sequence[Event], measurements: Iterable[Happening] = ()
) -> tuple[Happening, ...]:
    """By time. What became of `measurements` is known by them: they have streams of their own."""
    found = [*_of_collaboration(collaboration), *_of_plan(plan), *measurements]
    return tuple(sorted(found, key=lambda one: one.at))


def between(found: Iterable[Happening], earlier: datetime, later: datetime | None = None) -> tuple[Happening, ...]:
    """From the beginning of one measurement to the beginning of another, or until now.

    What a group agreed on while it measured belongs to the time after: that is when it is carried out.
    """
    return tuple(one for one in found if earlier <= one.at and (later is None or one.at < later))


def _of_collaboration(events: Iterable[Event]) -> Iterator[Happening]:
    """A partner that left is called what it was called when it joined."""
    names = dict[PartnerId, str]()
    for event in events:
        match event:
            case joined.PartnerJoined():
                names[event.partner] = event.name
                yield Happening(event.at, Kind.PARTNER_JOINED, partner=event.name)
            case joined.PartnerLeft():
                yield Happening(event.at, Kind.PARTNER_LEFT, partner=names.get(event.partner, ""))
            case joined.PurposeReworded():
                yield Happening(event.at, Kind.PURPOSE_REWORDED)
            case _:
                pass


def _of_plan(events: Sequence[Event]) -> Iterator[Happening]:
    """An agreement that was withdrawn is not told: the action is a suggestion again."""
    state, agreed = fold_plan(events), dict[ActionId, Happening]()
    for event in events:
        if not isinstance(event, planned.ActionEvent) or event.action not in state.actions:
            continue
        text = state.actions[event.action].text
        match event:
            case planned.ActionAgreed():
                agreed[event.action] = Happening(event.at, Kind.ACTION_AGREED, text=text)
            case planned.AgreementWithdrawn():
                agreed.pop(event.action, None)
            case planned.ActionDone():
                yield Happening(event.at, Kind.ACTION_DONE, text=text)
            case planned.ActionDropped():
                yield Happening(event.at, Kind.ACTION_DROPPED, text=text)
            case _:
                pass
    yield from agreed.values()
