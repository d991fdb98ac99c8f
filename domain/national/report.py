"""What the audit of a release says: of cells that KS could publish, and never of a municipality. Source: A1 to A7."""

from enum import StrEnum

import msgspec

from domain.national.groups import GroupId
from domain.national.variables import VariableId


class CheckName(StrEnum):
    RANK = "A1"
    BOUNDS = "A2"
    INFERENCE = "A3"
    DIFFERENCES = "A4"
    ONE_LESS = "A5"
    PLANTED_ATTACKS = "A6"
    ONE_CHANGED = "A7"


class Check(msgspec.Struct, frozen=True):
    """`worst` is the most telling number found and `limit` what it is held against; `cells` are those that fail.

    `gating` is false for what is reported only.
    """

    name: CheckName
    passed: bool
    judged: int
    worst: float | None = None
    limit: float | None = None
    cells: tuple[tuple[GroupId, VariableId], ...] = ()
    gating: bool = True


class Reason(StrEnum):
    """Why a cell is withheld. KS's two approvers read it; no reader of a release does: all read the one same text."""

    TOO_FEW = "R2"
    TOO_NARROW = "R3"
    DIFFERENCE = "R4"
    WAITS = "R5"
    AUDIT = "R7"


class Held(msgspec.Struct, frozen=True):
    group: GroupId
    variable: VariableId
    reason: Reason


class AuditReport(msgspec.Struct, frozen=True):
    """Of one proposed release. `seconds` is how long the whole took."""

    ruleset: int
    release_sha256: str
    snapshot_sha256: str
    checks: tuple[Check, ...]
    held: tuple[Held, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks if check.gating)
