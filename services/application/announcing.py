"""A proposal of KS's is told to every municipality: from KS's log into the outbox of each workspace, once.

Which workspaces there are is asked of the heads of their logs, which the worker may see. Everything else happens in one
workspace's own transactions at a time, and nothing of it leads back to KS.
"""

import asyncio
import logging
from datetime import datetime
from typing import Final
from uuid import uuid5

import msgspec

from domain.civil_time import moment_of
from domain.ids import KS, ProposalId, SubjectId, TenantId
from domain.proposal.joining import from_now_on
from domain.proposal.state import Proposal
from domain.workspace.state import HOME, Workspace
from infra.accounts.tidying import every_tenant
from infra.eventlog.log import OutboxRow
from infra.outbox import TakenWork
from services.application.erasures import administrators_of
from services.application.proposals import answers, proposals
from services.application.reminding.judging import read_workspace
from services.application.world import World

logger = logging.getLogger("samson.announcing")

PROPOSAL_LETTER: Final = "mail.proposal"
"""The kind of work that is one letter: of one proposal, to one administrator. Its row is the Message-ID."""

AT_ONCE: Final = 8
"""Workspaces. Between two batches KS may have withdrawn the proposal."""


class Announced(msgspec.Struct, frozen=True):
    proposal: ProposalId


class WorkspacesAreLeft(Exception):
    """Some could not be told: they are tried again, and those that were told are left alone."""


async def announce(world: World, taken: TakenWork) -> None:
    """Handler of `proposal.announce`. Begun again, it goes on with those that have not been told."""
    which, left = msgspec.convert(taken.payload, Announced).proposal, 0
    tenants = [tenant for tenant in await every_tenant(world.database) if tenant != KS]
    for begin in range(0, len(tenants), AT_ONCE):
        if await on_offer(world, which) is None:
            return
        batch = tenants[begin : begin + AT_ONCE]
        left += (await asyncio.gather(*(_tried(world, tenant, which) for tenant in batch))).count(False)
        world.doorbell.ring()
    if left:
        raise WorkspacesAreLeft


async def announce_to(world: World, tenant: TenantId, which: ProposalId) -> None:
    """One letter for each administrator, all of them at once, and never again.

    The log remembers it as a command that led to no event: whoever is interrupted, or does it at the same time as
    another, has ordered all letters of a workspace or none.
    """
    command_id, request = uuid5(which, "announced"), which.bytes
    if await world.log.find_command(tenant, command_id, request) is not None:
        return
    workspace = await read_workspace(world, tenant)
    readers = await _readers(world, tenant, workspace, which) if workspace else frozenset()
    if readers:
        letters = [_letter(which, who) for who in sorted(readers)]
        await world.log.append(tenant, command_id, request, (), letters)


class OnOffer(msgspec.Struct, frozen=True):
    """A proposal that stands, and when the first of its rounds that are still to come would open."""

    proposal: Proposal
    opens_at: datetime


async def on_offer(world: World, which: ProposalId) -> OnOffer | None:
    """`None` where KS has withdrawn it, or all of its rounds have opened."""
    proposal = (await proposals(world)).get(which)
    if proposal is None or not proposal.stands:
        return None
    joined = from_now_on(proposal.plan, world.recurrence, world.clock.now())
    return OnOffer(proposal, moment_of(joined.first)) if joined else None


async def waits_for_answer(world: World, tenant: TenantId, which: ProposalId) -> bool:
    """Whether nobody here has said yes or no."""
    return which not in await answers(world, tenant)


async def _readers(world: World, tenant: TenantId, workspace: Workspace, which: ProposalId) -> frozenset[SubjectId]:
    """Who administers it and has joined; nobody where it is answered, or where a guest from abroad is at home."""
    if workspace.country != HOME or not await waits_for_answer(world, tenant, which):
        return frozenset()
    return administrators_of(workspace)


def _letter(which: ProposalId, member: SubjectId) -> OutboxRow:
    return OutboxRow(PROPOSAL_LETTER, {"proposal": str(which), "member": str(member)})


async def _tried(world: World, tenant: TenantId, which: ProposalId) -> bool:
    """One that can't be told hinders no other."""
    try:
        await announce_to(world, tenant, which)
    except Exception:
        logger.exception("proposal %s is not told to tenant %s yet", which, tenant)
        return False
    return True
