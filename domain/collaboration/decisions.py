"""What can be asked of a collaboration, and what it answers."""

from typing import assert_never

import msgspec

from domain.collaboration import events as happened
from domain.collaboration.state import Collaboration
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import CollaborationId, PartnerId, SubjectId
from domain.sectors import Sector
from domain.text import Clear, clear, written
from domain.themes import Theme

LONGEST_NAME = 120


class FormCollaboration(msgspec.Struct, frozen=True, tag=True):
    name: str
    theme: Theme
    purpose: str = ""
    target_group: str = ""


class RenameCollaboration(msgspec.Struct, frozen=True, tag=True):
    name: str


class RewordPurpose(msgspec.Struct, frozen=True, tag=True):
    theme: Theme
    purpose: str = ""
    target_group: str = ""


class AddPartner(msgspec.Struct, frozen=True, tag=True):
    partner: PartnerId
    name: str
    sector: Sector


class RemovePartner(msgspec.Struct, frozen=True, tag=True):
    partner: PartnerId


class AddParticipant(msgspec.Struct, frozen=True, tag=True):
    participant: SubjectId
    partner: PartnerId


class RemoveParticipant(msgspec.Struct, frozen=True, tag=True):
    participant: SubjectId


Command = RenameCollaboration | RewordPurpose | AddPartner | RemovePartner | AddParticipant | RemoveParticipant


class UnknownPartner(DomainError):
    """The collaboration has no such partner (any more)."""

    code = "unknown_partner"


class PartnerIsNamedAlready(DomainError):
    code = "partner_is_named_already"


class PartnerHasPeople(DomainError):
    """A partner leaves when nobody belongs to the collaboration for it any more."""

    code = "partner_has_people"


def form(collaboration: CollaborationId, command: FormCollaboration, act: Act) -> tuple[Event, ...]:
    return (
        happened.CollaborationFormed(
            at=act.at,
            by=act.by,
            name=written(command.name, LONGEST_NAME),
            theme=command.theme,
            purpose=_sealed(collaboration, command.purpose),
            target_group=_sealed(collaboration, command.target_group),
        ),
    )


def decide(collaboration: CollaborationId, state: Collaboration, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is."""
    match command:
        case RenameCollaboration():
            name = written(command.name, LONGEST_NAME)
            return () if name == state.name else (happened.CollaborationRenamed(at=act.at, by=act.by, name=name),)
        case RewordPurpose():
            return (
                happened.PurposeReworded(
                    at=act.at,
                    by=act.by,
                    theme=command.theme,
                    purpose=_sealed(collaboration, command.purpose),
                    target_group=_sealed(collaboration, command.target_group),
                ),
            )
        case AddPartner() | RemovePartner():
            return _partner(state, command, act)
        case AddParticipant():
            if command.partner not in state.partners:
                raise UnknownPartner(partner=command.partner)
            if state.participants.get(command.participant) == command.partner:
                return ()
            return (
                happened.ParticipantJoined(
                    at=act.at, by=act.by, participant=command.participant, partner=command.partner
                ),
            )
        case RemoveParticipant():
            if command.participant not in state.participants:
                return ()
            return (happened.ParticipantLeft(at=act.at, by=act.by, participant=command.participant),)
        case _:
            assert_never(command)


def _partner(state: Collaboration, command: AddPartner | RemovePartner, act: Act) -> tuple[Event, ...]:
    if isinstance(command, RemovePartner):
        if command.partner not in state.partners:
            return ()
        if command.partner in state.participants.values():
            raise PartnerHasPeople(name=state.partners[command.partner].name)
        return (happened.PartnerLeft(at=act.at, by=act.by, partner=command.partner),)
    name = written(command.name, LONGEST_NAME)
    if any(partner.name.casefold() == name.casefold() for partner in state.partners.values()):
        raise PartnerIsNamedAlready(name=name)
    return (happened.PartnerJoined(at=act.at, by=act.by, partner=command.partner, name=name, sector=command.sector),)


def _sealed(collaboration: CollaborationId, text: str) -> Clear | None:
    return clear(SubjectId(collaboration), text) if text.strip() else None
