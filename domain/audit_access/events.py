"""What can happen to an auditor's access. A shipped event never changes: another meaning is another version.

That an access is over when its time is needs no event: it is asked with the clock at every request.
"""

from datetime import datetime
from typing import ClassVar

from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text


class AuditAccessGranted(Event, frozen=True):
    """`until` is the first moment without access. The purpose is sealed for the access, not for the person."""

    TOPIC: ClassVar[str] = "audit-access.audit-access-granted.v1"

    auditor: SubjectId
    until: datetime
    purpose: Text


class AuditorInvited(Event, frozen=True):
    """Name and address are sealed for the person that they are about."""

    TOPIC: ClassVar[str] = "audit-access.auditor-invited.v1"

    auditor: SubjectId
    name: Text
    email: Text


class InvitationRepeated(Event, frozen=True):
    """The letter goes out once more, to the same address."""

    TOPIC: ClassVar[str] = "audit-access.invitation-repeated.v1"


class AuditAccessAccepted(Event, frozen=True):
    """The auditor proved the address and said yes: from here on the workspace can be read."""

    TOPIC: ClassVar[str] = "audit-access.audit-access-accepted.v1"


class AuditAccessEnded(Event, frozen=True):
    """Before its time: by the auditor, or by an administrator, who gives a reason here or with an erasure."""

    TOPIC: ClassVar[str] = "audit-access.audit-access-ended.v1"

    reason: Text | None = None
