"""A case of the demonstration: a collaboration with its partners, and measurements whose answers we coded."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from domain.action_plan.events import Cell, Phase
from domain.ids import AmbitionId, QuestionId
from domain.scoring.answer import Answer
from domain.sectors import Sector
from domain.themes import Theme

Origin = Literal["coded", "invented"]
"""Coded by hand from the report, or invented to show how a change looks."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Municipality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Its name and number today; `country` is `NO`, or `DK` for the guest."""

    name: str
    number: str
    country: Literal["NO", "DK"]


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    sector: Sector


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the report finds, in our words. `sign` is 1 for a strength, -1 for a weakness, 0 for both in one.

    `about` is an action field, or a value for what the group wants.
    """

    key: str
    about: str
    sign: Literal[-1, 0, 1]
    chapter: str
    text: str


class Participants(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Invented people by role only, for one of the partners."""

    role: str
    partner: str
    number: int = 1


class CodedWeight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ambition: AmbitionId
    weight: int
    reason: str
    findings: tuple[str, ...] = ()


class CodedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: QuestionId
    answer: Answer
    reason: str
    findings: tuple[str, ...] = ()


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question or an ambition without an answer, and why there is none."""

    number: str
    reason: str


class Comment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: QuestionId
    text: str


class CodedAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A suggestion; an agreed one has the key of a partner as its owner, and a due date."""

    question: QuestionId
    text: str
    reason: str
    cell: Cell
    phase: Phase
    status: Literal["suggested", "agreed"]
    owner: str | None = None
    due: date | None = None


class CodedMeasurement(msgspec.Struct, frozen=True):
    """`note` says in plain words what the figures are, and that the date is ours. `place` is known for one only."""

    origin: Origin
    note: str
    opened: datetime
    closed: datetime
    place: str | None
    participants: tuple[Participants, ...]
    weights: tuple[CodedWeight, ...]
    answers: tuple[CodedAnswer, ...]
    left_out: tuple[LeftOut, ...]
    comments: tuple[Comment, ...]
    actions: tuple[CodedAction, ...]


class Case(msgspec.Struct, frozen=True):
    """`heard` is whom the report's group interview was with; `findings` are the case's own and those of all cases."""

    id: str
    workspace: str
    municipality: Municipality
    collaboration: str
    theme: Theme
    purpose: str
    target_group: str
    heard: str
    note: str | None
    chapter: str
    partners: tuple[Partner, ...]
    findings: tuple[Finding, ...]
    common_findings: tuple[Finding, ...]
    measurements: tuple[CodedMeasurement, ...]


def attendance(case: Case, measurement: CodedMeasurement) -> Mapping[Sector, int]:
    """How many took part from each sector."""
    sectors = {partner.key: partner.sector for partner in case.partners}
    counted: Counter[Sector] = Counter()
    for group in measurement.participants:
        counted[sectors[group.partner]] += group.number
    return dict(counted)
