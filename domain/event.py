"""What every event has, and who acts when."""

from datetime import datetime
from typing import ClassVar

import msgspec

from domain.ids import SubjectId


class Act(msgspec.Struct, frozen=True):
    """Who does something, and when by the clock port. Time and identity are arguments, never read in here."""

    by: SubjectId
    at: datetime


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `TOPIC` is its stable name in the log: `measurement.question-answered.v1`.

    `at` is the domain time (UTC) that all figures, quarters and replay use; `by` the pseudonym of who did it.
    A field of type `Text` is stored sealed, apart from the rest; all sealed fields of one event have one subject.
    """

    TOPIC: ClassVar[str]

    at: datetime
    by: SubjectId
