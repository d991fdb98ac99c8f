"""Measurements that KS proposes to every municipality, and withdraws, as somebody at KS does it."""

from datetime import date, datetime
from uuid import uuid4

from msgspec.structs import replace

from domain.ids import KS, ProposalId, SubjectId
from domain.proposal.decisions import ProposeCampaign, Said, WithdrawProposal
from infra.clock import FixedClock
from infra.identity import new_stream_id
from services.application.proposals import decide_proposal
from services.application.world import Caller
from tests.running_site import Site
from tests.support.campaigns import plan

WHO_PROPOSES = Caller(tenant=KS, subject=SubjectId(uuid4()))


def propose(site: Site, name: str, *, nynorsk: str = "", at: datetime | None = None, **other: object) -> ProposalId:
    """From the second Monday of January next year, every quarter, unless told otherwise; `at`: proposed then."""
    which = ProposalId(new_stream_id())
    said = {"nb": _said(name)} | ({"nn": _said(nynorsk)} if nynorsk else {})
    wanted = plan(**{"begins": next_january(site), "rule": "FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO", **other})
    command = ProposeCampaign(proposal=which, said=said, plan=wanted)
    world = replace(site.world, clock=FixedClock(at)) if at else site.world
    site.run(decide_proposal(world, WHO_PROPOSES, command, new_stream_id()))
    return which


def withdraw(site: Site, which: ProposalId, reason: str = "Vi har funnet en bedre tid") -> None:
    command = WithdrawProposal(proposal=which, reason=reason)
    site.run(decide_proposal(site.world, WHO_PROPOSES, command, new_stream_id()))


def next_january(site: Site) -> date:
    """Its second Monday."""
    first = date(site.world.clock.now().year + 1, 1, 1)
    return date(first.year, 1, 8 + -first.weekday() % 7)


def _said(name: str) -> Said:
    return Said(name=name, why=f"Grunnen til {name}", asks=f"Bønnen i {name}")
