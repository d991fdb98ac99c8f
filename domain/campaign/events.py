"""What can happen to a campaign. A shipped event never changes: another meaning is another version."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.event import Event
from domain.ids import CollaborationId, MeasurementId, RoundId
from domain.planning.plan import Plan
from domain.text import Text


class Cause(StrEnum):
    """Why a round was never opened."""

    PLANNED = "planned"
    """Somebody chose to leave it out, and said why."""
    OVERTAKEN = "overtaken"
    """It could not open in time, and then the next one was due."""
    REVISED = "revised"
    """It was due and had not opened yet, and then the plan was revised so that there is no such round."""
    PAUSED = "paused"
    """It was due while the campaign was paused."""
    NOBODY = "nobody"
    """It was due, and no collaboration was in it."""


class Outcome(StrEnum):
    """What became of a collaboration's measurement in a round."""

    CLOSED = "closed"
    """With a profile: of answers that the group agreed, or that were adopted without talk."""
    NOT_COMPLETED = "not_completed"
    """The time was over and the group had agreed on nothing."""
    VOIDED = "voided"


class Letter(StrEnum):
    """Which of a round's letters. A group that answers together gets others in their place, and the same words."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class Language(StrEnum):
    """What people can choose to read letters in."""

    BOKMAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"


class CampaignPlanned(Event, frozen=True):
    TOPIC: ClassVar[str] = "campaign.campaign-planned.v1"

    name: str
    plan: Plan


class CampaignRenamed(Event, frozen=True):
    TOPIC: ClassVar[str] = "campaign.campaign-renamed.v1"

    name: str


class PlanRevised(Event, frozen=True):
    """For all rounds that are due from now on. Those that have opened go on as they were planned."""

    TOPIC: ClassVar[str] = "campaign.plan-revised.v1"

    plan: Plan


class RoundSkipped(Event, frozen=True):
    """`reason` in the words of whoever planned it; the other causes speak for themselves."""

    TOPIC: ClassVar[str] = "campaign.round-skipped.v1"

    round: RoundId
    cause: Cause
    reason: Text | None = None


class SkipLifted(Event, frozen=True):
    """A round that was to be left out will open after all."""

    TOPIC: ClassVar[str] = "campaign.skip-lifted.v1"

    round: RoundId


class RoundOpened(Event, frozen=True):
    """At `at`, which is later than it was due when nobody was there to open it."""

    TOPIC: ClassVar[str] = "campaign.round-opened.v1"

    round: RoundId
    due_at: datetime


class MeasurementOpened(Event, frozen=True):
    """A collaboration's part of a round begins, together with the measurement. It is as long as planned, also late."""

    TOPIC: ClassVar[str] = "campaign.measurement-opened.v1"

    round: RoundId
    collaboration: CollaborationId
    measurement: MeasurementId
    closes_at: datetime


class ClosingPostponed(Event, frozen=True):
    """One group gets more time. The others keep theirs."""

    TOPIC: ClassVar[str] = "campaign.closing-postponed.v1"

    measurement: MeasurementId
    closes_at: datetime


class MeasurementEnded(Event, frozen=True):
    """A group's part of the round is over, by its own closing or by the time."""

    TOPIC: ClassVar[str] = "campaign.measurement-ended.v1"

    measurement: MeasurementId
    outcome: Outcome


class LetterWorded(Event, frozen=True):
    """The municipality's own words, in every such letter that is asked for from now on. Without `words`: none any more.

    What a letter of ours says besides is not changed by them.
    """

    TOPIC: ClassVar[str] = "campaign.letter-worded.v1"

    letter: Letter
    language: Language
    words: Text | None = None


class CampaignPaused(Event, frozen=True):
    """No round opens. What is open stays open."""

    TOPIC: ClassVar[str] = "campaign.campaign-paused.v1"

    reason: Text


class CampaignResumed(Event, frozen=True):
    TOPIC: ClassVar[str] = "campaign.campaign-resumed.v1"


class CampaignCancelled(Event, frozen=True):
    """For good. What is open stays open until it closes."""

    TOPIC: ClassVar[str] = "campaign.campaign-cancelled.v1"

    reason: Text
