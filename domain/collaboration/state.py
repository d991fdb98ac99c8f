"""A collaboration as its events have made it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.collaboration import events as happened
from domain.event import Event
from domain.ids import PartnerId, SubjectId
from domain.sectors import Sector
from domain.text import Text
from domain.themes import Theme


class Partner(msgspec.Struct, frozen=True):
    name: str
    sector: Sector


class Collaboration(msgspec.Struct, frozen=True):
    """`participants` says for which partner each member belongs to it."""

    name: str
    theme: Theme
    purpose: Text | None
    target_group: Text | None
    partners: Mapping[PartnerId, Partner] = {}
    participants: Mapping[SubjectId, PartnerId] = {}


def evolve(state: Collaboration | None, event: Event) -> Collaboration:
    """The collaboration after `event`. `None` is the time before it was formed."""
    if isinstance(event, happened.CollaborationFormed):
        return Collaboration(name=event.name, theme=event.theme, purpose=event.purpose, target_group=event.target_group)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the collaboration was formed")
    match event:
        case happened.CollaborationRenamed():
            return replace(state, name=event.name)
        case happened.PurposeReworded():
            return replace(state, theme=event.theme, purpose=event.purpose, target_group=event.target_group)
        case happened.PartnerJoined():
            partner = Partner(name=event.name, sector=event.sector)
            return replace(state, partners={**state.partners, event.partner: partner})
        case happened.PartnerLeft():
            remaining = {partner: who for partner, who in state.partners.items() if partner != event.partner}
            return replace(state, partners=remaining)
        case happened.ParticipantJoined():
            return replace(state, participants={**state.participants, event.participant: event.partner})
        case happened.ParticipantLeft():
            remaining_people = {who: where for who, where in state.participants.items() if who != event.participant}
            return replace(state, participants=remaining_people)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a collaboration")


def fold(events: Iterable[Event]) -> Collaboration | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state


def partners_at(events: Iterable[Event], moment: datetime) -> tuple[str, ...] | None:
    """The names of its partners at that moment, in the order in which they joined; `None` before it was formed."""
    state = fold(event for event in events if event.at <= moment)
    return None if state is None else tuple(partner.name for partner in state.partners.values())
