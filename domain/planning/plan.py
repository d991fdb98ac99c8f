"""What is planned: which collaborations, when, for how long."""

from collections.abc import Collection
from datetime import date, datetime, time

import msgspec

from domain.ids import CollaborationId, RoundId
from domain.modes import Mode
from domain.themes import Theme


class AllOfThem(msgspec.Struct, frozen=True, tag="all"):
    """Every collaboration that the workspace has when a round opens, also those formed after the plan was made."""


class OfThemes(msgspec.Struct, frozen=True, tag="themes"):
    """Every collaboration on one of these themes when a round opens."""

    themes: tuple[Theme, ...]


class Listed(msgspec.Struct, frozen=True, tag="listed"):
    collaborations: tuple[CollaborationId, ...]


Selection = AllOfThem | OfThemes | Listed


class Plan(msgspec.Struct, frozen=True):
    """All days and hours are civil time in Europe/Oslo.

    The first round opens on `begins` at `opens_at`, the others by `rule`, an RRULE of RFC 5545 that starts there;
    without a rule there is one round. A round is open for `open_for` days, and reminders go out so many days before
    its closing as `reminders` says.
    """

    selection: Selection
    begins: date
    opens_at: time
    rule: str | None
    open_for: int
    reminders: tuple[int, ...]
    mode: Mode

    @property
    def first(self) -> datetime:
        return datetime.combine(self.begins, self.opens_at)


def round_of(civil: datetime) -> RoundId:
    """Earlier rounds have smaller names."""
    return RoundId(civil.isoformat(timespec="minutes"))


def planned_at(round_: RoundId) -> datetime:
    """Civil time."""
    return datetime.fromisoformat(round_)


def chosen(selection: Selection, themes: Collection[tuple[CollaborationId, Theme]]) -> tuple[CollaborationId, ...]:
    """Which of the workspace's collaborations are in it, in the order in which they are given with their themes."""
    match selection:
        case AllOfThem():
            return tuple(one for one, _ in themes)
        case OfThemes(themes=wanted):
            return tuple(one for one, theme in themes if theme in wanted)
        case Listed(collaborations=listed):
            return tuple(one for one, _ in themes if one in listed)
