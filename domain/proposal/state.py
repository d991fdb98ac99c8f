"""All that KS has proposed, as the events in KS's log have made it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import ProposalId, SubjectId
from domain.instrument.model import Language, Wording, worded
from domain.planning.plan import Plan
from domain.proposal import events as happened
from domain.text import Text


class Words(msgspec.Struct, frozen=True):
    """In one language."""

    why: Text
    asks: Text


class Proposal(msgspec.Struct, frozen=True):
    """`names` and `words` have the same languages, bokmål always."""

    id: ProposalId
    names: Wording
    words: Mapping[Language, Words]
    plan: Plan
    proposed_at: datetime
    proposed_by: SubjectId
    withdrawn_at: datetime | None = None
    withdrawn_because: Text | None = None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    def name(self, language: Language) -> tuple[str, Language]:
        """And the language that it is in: bokmål where this one has no words."""
        return worded(self.names, language)

    def said(self, language: Language) -> tuple[Words, Language]:
        """As `name`."""
        spoken = language if language in self.words else "nb"
        return self.words[spoken], spoken


Proposals = Mapping[ProposalId, Proposal]
"""The first proposed first."""


def evolve(proposals: Proposals, event: Event) -> Proposals:
    match event:
        case happened.CampaignProposed():
            return {**proposals, event.proposal: _proposed(event)}
        case happened.ProposalWithdrawn(proposal=which):
            withdrawn = replace(proposals[which], withdrawn_at=event.at, withdrawn_because=event.reason)
            return {**proposals, which: withdrawn}
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a proposal")


def fold(events: Iterable[Event]) -> Proposals:
    proposals: Proposals = {}
    for event in events:
        proposals = evolve(proposals, event)
    return proposals


def _proposed(event: happened.CampaignProposed) -> Proposal:
    words = {"nb": Words(event.why_nb, event.asks_nb)}
    if event.why_nn is not None and event.asks_nn is not None:
        words["nn"] = Words(event.why_nn, event.asks_nn)
    if event.why_en is not None and event.asks_en is not None:
        words["en"] = Words(event.why_en, event.asks_en)
    return Proposal(
        id=event.proposal,
        names=event.names,
        words=words,
        plan=event.plan,
        proposed_at=event.at,
        proposed_by=event.by,
    )
