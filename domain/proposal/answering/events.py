"""What a municipality can answer. A shipped event never changes: another meaning is another version."""

from typing import ClassVar

from domain.event import Event
from domain.ids import CampaignId, ProposalId
from domain.text import Text


class AnswerEvent(Event, frozen=True):
    """To one proposal, whatever the answer is."""

    proposal: ProposalId


class ProposalAccepted(AnswerEvent, frozen=True):
    """As it was, or with another time: the campaign was planned with it, and goes its own way from there."""

    TOPIC: ClassVar[str] = "proposal.proposal-accepted.v1"

    campaign: CampaignId


class ProposalDeclined(AnswerEvent, frozen=True):
    """For now: it can be accepted for as long as it stands."""

    TOPIC: ClassVar[str] = "proposal.proposal-declined.v1"

    reason: Text | None = None
