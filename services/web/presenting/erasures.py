"""Erasures as an administrator sees them: what waits for whom, and what was done."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

import msgspec

from domain.audit_access.state import AuditAccess
from domain.erasure.decisions import confirmable_from
from domain.erasure.events import Person as ErasedPerson
from domain.erasure.state import Erasure, Status
from domain.ids import SubjectId
from infra.translation.translator import Translator
from projections.erasures.queries import Found
from projections.people.queries import Person
from services.web.opening import Named, Opened


class Waiting(msgspec.Struct, frozen=True):
    """`confirmable_from` is for whoever looks; none where it takes somebody else."""

    id: UUID
    what: str
    asked_by: str
    asked_at: datetime
    confirmable_from: datetime | None
    is_confirmable: bool


class Ended(msgspec.Struct, frozen=True):
    """Decided: what kind of thing it was about, and never what. `at` is when it was withdrawn or carried out."""

    what: str
    status: Status
    asked_by: str
    confirmed_by: str
    at: datetime | None


class Erasures(msgspec.Struct, frozen=True):
    """Newest first."""

    waiting: tuple[Waiting, ...]
    ended: tuple[Ended, ...]


class Names:
    """What people are called here, also those who left, and auditors; who was erased is said to be."""

    def __init__(
        self, people: Iterable[Person], auditors: Iterable[AuditAccess], opened: Opened, t: Translator
    ) -> None:
        known: dict[SubjectId, Named] = {person.subject: person for person in people}
        known |= {access.auditor: access for access in auditors}
        self._names: Mapping[SubjectId, str] = {who: opened.name(one) for who, one in known.items()}
        self._t = t

    def __call__(self, who: SubjectId | None) -> str:
        return "" if who is None else self._names.get(who, self._t("person.erased"))


def erasures_shown(
    found: Sequence[Found],
    names: Names,
    administrators: AbstractSet[SubjectId],
    reader: SubjectId,
    now: datetime,
    *,
    t: Translator,
) -> Erasures:
    return Erasures(
        waiting=tuple(
            waiting(one.id, one.state, names, administrators, reader, now=now, t=t)
            for one in found
            if one.state.status is Status.WAITING
        ),
        ended=tuple(_ended(one.state, names, t) for one in found if one.state.status is not Status.WAITING),
    )


def waiting(
    erasure: UUID,
    state: Erasure,
    names: Names,
    administrators: AbstractSet[SubjectId],
    reader: SubjectId,
    *,
    now: datetime,
    t: Translator,
) -> Waiting:
    since = confirmable_from(state, administrators, reader)
    return Waiting(
        id=erasure,
        what=kind_of(state, t),
        asked_by=names(state.requested_by),
        asked_at=state.requested_at,
        confirmable_from=since,
        is_confirmable=since is not None and since <= now,
    )


def kind_of(state: Erasure, t: Translator) -> str:
    """“En person”, “En kommentar”."""
    if isinstance(state.what, ErasedPerson):
        return t("erasure.kind.person")
    return t(f"erasure.kind.{state.what.kind.value.replace('_', '-')}")


def _ended(state: Erasure, names: Names, t: Translator) -> Ended:
    return Ended(
        what=kind_of(state, t),
        status=state.status,
        asked_by=names(state.requested_by),
        confirmed_by=names(state.confirmed_by),
        at=state.ended_at,
    )
