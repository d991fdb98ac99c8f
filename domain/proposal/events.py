"""What can happen to a proposal. A shipped event never changes: another meaning is another version.

All of it lies in one stream of KS's log, some tens of events in many years.
"""

from typing import ClassVar

from domain.event import Event
from domain.ids import ProposalId
from domain.instrument.model import Wording
from domain.planning.plan import Plan
from domain.text import Text


class ProposalEvent(Event, frozen=True):
    """About one proposal, whichever kind of event it is."""

    proposal: ProposalId


class CampaignProposed(ProposalEvent, frozen=True):
    """To every municipality: why, and what KS asks for. The words stand in each language that `names` has."""

    TOPIC: ClassVar[str] = "proposal.campaign-proposed.v1"

    names: Wording
    plan: Plan
    why_nb: Text
    asks_nb: Text
    why_nn: Text | None = None
    asks_nn: Text | None = None
    why_en: Text | None = None
    asks_en: Text | None = None


class ProposalWithdrawn(ProposalEvent, frozen=True):
    """Nobody accepts it any more. Campaigns that came of it go on."""

    TOPIC: ClassVar[str] = "proposal.proposal-withdrawn.v1"

    reason: Text
