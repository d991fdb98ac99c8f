"""Auditors' accesses on a page, and the days that a form speaks of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from domain.audit_access.state import RUNNING, AuditAccess, Standing
from domain.ids import SubjectId
from domain.text import Text
from infra.translation.writing import OSLO, day_of, last_day
from services.web.opening import Opened

USUAL = timedelta(days=14)


class Shown(msgspec.Struct, frozen=True):
    """One access with its words opened. `asked` is how many requests of it are noted."""

    auditor: SubjectId
    name: str
    email: str
    purpose: str
    standing: Standing
    granted_at: datetime
    accepted_at: datetime | None
    last_day: date
    ended_at: datetime | None
    reason: str
    purpose_sealed: Text | None = None
    reason_sealed: Text | None = None
    """Where they lie in the log; none for what is erased."""
    is_erased: bool = False
    asked: int = 0

    @property
    def runs(self) -> bool:
        return self.standing in RUNNING

    @property
    def invited(self) -> bool:
        return self.standing is Standing.INVITED


def texts_of(accesses: Sequence[AuditAccess]) -> list[Text | None]:
    return [text for one in accesses for text in (one.name, one.email, one.purpose, one.reason)]


def shown(access: AuditAccess, opened: Opened, now: datetime, asked: Mapping[SubjectId, int]) -> Shown:
    return Shown(
        auditor=access.auditor,
        name=opened.name(access),
        email="" if opened.is_erased(access.email) else opened(access.email),
        purpose=opened(access.purpose),
        standing=access.standing(now),
        granted_at=access.granted_at,
        accepted_at=access.accepted_at,
        last_day=last_day(access.until),
        ended_at=access.ended_at,
        reason=opened(access.reason),
        purpose_sealed=None if opened.is_erased(access.purpose) else access.purpose,
        reason_sealed=None if opened.is_erased(access.reason) else access.reason,
        is_erased=opened.is_erased(access.email),
        asked=asked.get(access.auditor, 0),
    )


def end_of(day: date) -> datetime:
    """The midnight after a day, in Norway."""
    return datetime.combine(day + timedelta(days=1), time(), OSLO)


def usual_day(now: datetime) -> date:
    return day_of(now + USUAL)
