"""Who is in a workspace, and which collaborations each of them belongs to."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.ids import SubjectId
from domain.workspace.events import Role
from domain.workspace.state import Standing
from projections.collaborations.queries import Found
from projections.people.queries import Person
from services.web.opening import Opened


class Tie(msgspec.Struct, frozen=True):
    """A collaboration, and the partner that somebody belongs to it for."""

    href: str
    name: str
    partner: str


class Entry(msgspec.Struct, frozen=True):
    """One person, with the words opened. `address` is empty where it is the name already."""

    subject: SubjectId
    name: str
    address: str
    role: Role
    invited_at: datetime
    ties: tuple[Tie, ...]


class Roster(msgspec.Struct, frozen=True):
    """Who has joined, by name; who was invited, by the time of it; who left and is not erased."""

    members: tuple[Entry, ...]
    invited: tuple[Entry, ...]
    gone: tuple[Entry, ...]


def roster(people: Sequence[Person], collaborations: Sequence[Found], opened: Opened, home: str) -> Roster:
    entries = {
        standing: tuple(
            _entry(person, collaborations, opened, home) for person in people if person.standing is standing
        )
        for standing in Standing
    }
    erased = {person.subject for person in people if opened.is_erased(person.email)}
    return Roster(
        members=tuple(sorted(entries[Standing.JOINED], key=lambda entry: norwegian_order(entry.name))),
        invited=entries[Standing.INVITED],
        gone=tuple(entry for entry in entries[Standing.GONE] if entry.subject not in erased),
    )


def _entry(person: Person, collaborations: Sequence[Found], opened: Opened, home: str) -> Entry:
    name = opened.name(person)
    address = opened(person.email)
    return Entry(
        subject=person.subject,
        name=name,
        address="" if address == name or opened.is_erased(person.email) else address,
        role=person.role,
        invited_at=person.invited_at,
        ties=tuple(
            Tie(
                href=f"{home}/collaborations/{found.id}",
                name=found.state.name,
                partner=found.state.partners[found.state.participants[person.subject]].name,
            )
            for found in collaborations
            if person.subject in found.state.participants
        ),
    )


_LAST = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})
"""`{` comes right after `z`: æ, ø and å are the last letters of the alphabet, in this order."""


def norwegian_order(name: str) -> str:
    return name.casefold().translate(_LAST)
