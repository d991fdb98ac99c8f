"""What a municipality can do with a proposal: accept it, or say no for now."""

from typing import assert_never

import msgspec

from domain.errors import DomainError
from domain.event import Act
from domain.ids import CampaignId, SubjectId
from domain.proposal.answering import events as happened
from domain.proposal.answering.state import Accepted, Answers, Declined
from domain.proposal.decisions import LONGEST_REASON
from domain.proposal.state import Proposal
from domain.text import clear


class AcceptProposal(msgspec.Struct, frozen=True, tag=True):
    """`campaign` is planned together with the answer."""

    campaign: CampaignId


class DeclineProposal(msgspec.Struct, frozen=True, tag=True):
    """`reason` may be empty."""

    reason: str = ""


Command = AcceptProposal | DeclineProposal


class ProposalIsWithdrawn(DomainError):
    """By KS. Nothing is written."""

    code = "proposal_is_withdrawn"


class ProposalIsAccepted(DomainError):
    """There is a campaign already, which can be ended by itself."""

    code = "proposal_is_accepted"


def decide(
    subject: SubjectId, answers: Answers, proposal: Proposal, command: Command, act: Act
) -> tuple[happened.AnswerEvent, ...]:
    """The events that follow from `command`; none when it asks for what already is.

    `subject` is whose key seals a reason: the stream's own, no person's.
    """
    answer = answers.get(proposal.id)
    match command:
        case AcceptProposal():
            if isinstance(answer, Accepted):
                return ()
            _must_stand(proposal)
            return (happened.ProposalAccepted(at=act.at, by=act.by, proposal=proposal.id, campaign=command.campaign),)
        case DeclineProposal():
            if isinstance(answer, Accepted):
                raise ProposalIsAccepted
            if isinstance(answer, Declined):
                return ()
            _must_stand(proposal)
            reason = clear(subject, command.reason, LONGEST_REASON) if command.reason.strip() else None
            return (happened.ProposalDeclined(at=act.at, by=act.by, proposal=proposal.id, reason=reason),)
        case _:
            assert_never(command)


def _must_stand(proposal: Proposal) -> None:
    if not proposal.stands:
        raise ProposalIsWithdrawn
