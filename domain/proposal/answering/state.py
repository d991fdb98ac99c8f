"""What a municipality has answered, as its own events have made it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from domain.event import Event
from domain.ids import CampaignId, ProposalId
from domain.proposal.answering import events as happened
from domain.text import Text


class Accepted(msgspec.Struct, frozen=True, tag="accepted"):
    at: datetime
    campaign: CampaignId


class Declined(msgspec.Struct, frozen=True, tag="declined"):
    at: datetime
    reason: Text | None


Answer = Accepted | Declined
Answers = Mapping[ProposalId, Answer]
"""The newest to each proposal that was answered."""


def evolve(answers: Answers, event: Event) -> Answers:
    match event:
        case happened.ProposalAccepted(proposal=which, campaign=campaign):
            return {**answers, which: Accepted(at=event.at, campaign=campaign)}
        case happened.ProposalDeclined(proposal=which, reason=reason):
            return {**answers, which: Declined(at=event.at, reason=reason)}
        case _:
            raise LookupError(f"{event.TOPIC} is not an answer to a proposal")


def fold(events: Iterable[Event]) -> Answers:
    answers: Answers = {}
    for event in events:
        answers = evolve(answers, event)
    return answers
