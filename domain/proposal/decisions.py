"""What KS can do with a proposal."""

from collections.abc import Mapping
from typing import Final, assert_never

import msgspec
from msgspec.structs import replace

from domain.errors import DomainError
from domain.event import Act
from domain.ids import ProposalId, SubjectId
from domain.instrument.model import Language
from domain.planning.plan import AllOfThem, Plan
from domain.planning.recurrence import Recurrence
from domain.planning.soundness import new_plan
from domain.proposal import events as happened
from domain.proposal.state import Proposals
from domain.text import TextIsMissing, clear, written

LANGUAGES: Final = ("nb", "nn", "en")
"""What can be said in; bokmål always is."""

LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 500
LONGEST_WORDS: Final = 1500
"""Characters."""


class Said(msgspec.Struct, frozen=True):
    """In one language, as it was typed."""

    name: str
    why: str
    asks: str


class ProposeCampaign(msgspec.Struct, frozen=True, tag=True):
    """Which collaborations are in it is for each municipality to say: it is proposed for all of them."""

    proposal: ProposalId
    said: Mapping[Language, Said]
    plan: Plan


class WithdrawProposal(msgspec.Struct, frozen=True, tag=True):
    proposal: ProposalId
    reason: str


Command = ProposeCampaign | WithdrawProposal


class ProposalIsUnknown(DomainError):
    """KS has proposed no such thing."""

    code = "proposal_is_unknown"


def decide(
    catalogue: SubjectId, proposals: Proposals, command: Command, recurrence: Recurrence, act: Act
) -> tuple[happened.ProposalEvent, ...]:
    """The events that follow from `command`; none when it asks for what already is.

    `catalogue` is whose key seals the words: the stream's own, no person's.
    """
    match command:
        case ProposeCampaign():
            return () if command.proposal in proposals else (_proposed(catalogue, command, recurrence, act),)
        case WithdrawProposal():
            proposal = proposals.get(command.proposal)
            if proposal is None:
                raise ProposalIsUnknown
            if not proposal.stands:
                return ()
            reason = clear(catalogue, command.reason, LONGEST_REASON)
            return (happened.ProposalWithdrawn(at=act.at, by=act.by, proposal=proposal.id, reason=reason),)
        case _:
            assert_never(command)


def _proposed(
    catalogue: SubjectId, command: ProposeCampaign, recurrence: Recurrence, act: Act
) -> happened.CampaignProposed:
    """A plan that any municipality could make at this moment."""
    if "nb" not in command.said:
        raise TextIsMissing
    said = {language: command.said[language] for language in LANGUAGES if language in command.said}
    texts = {
        f"{part}_{language}": clear(catalogue, text, LONGEST_WORDS)
        for language, one in said.items()
        for part, text in (("why", one.why), ("asks", one.asks))
    }
    return happened.CampaignProposed(
        at=act.at,
        by=act.by,
        proposal=command.proposal,
        names={language: written(one.name, LONGEST_NAME) for language, one in said.items()},
        plan=new_plan(replace(command.plan, selection=AllOfThem()), recurrence, act),
        **texts,
    )
