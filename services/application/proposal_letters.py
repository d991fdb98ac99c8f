"""The letter that tells an administrator what KS proposes: sent, and shown to KS before anything is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from domain.ids import ProposalId, SubjectId
from domain.instrument.model import Wording, worded
from domain.proposal.decisions import LANGUAGES
from infra.mail.letter import Letter
from infra.outbox import TakenWork
from infra.translation import Translator
from services.application.announcing import on_offer, waits_for_answer
from services.application.campaigns.previewing import NOWHERE
from services.application.erasures import administrators_of
from services.application.letters import proposal_letter
from services.application.posting import Post, post
from services.application.reminding.judging import read_workspace
from services.application.willing import willing_reader
from services.application.world import World

NAMELESS: Final = "–"
"""A letter can be looked at before a name is found."""


class ProposalWork(msgspec.Struct, frozen=True):
    proposal: ProposalId
    member: SubjectId


async def send_proposal_letter(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.proposal`: of what still stands and nobody has answered, to who still administers.

    All of it is asked again as the letter leaves: from then on KS can withdraw the proposal, and not the letter.
    """
    work, tenant = msgspec.convert(taken.payload, ProposalWork), taken.tenant
    offered, workspace = await on_offer(world, work.proposal), await read_workspace(world, tenant)
    if offered is None or workspace is None or work.member not in administrators_of(workspace):
        return
    if not await waits_for_answer(world, tenant, work.proposal):
        return
    reader = await willing_reader(office, world, tenant, workspace, work.member)
    if reader is None:
        return
    letter = proposal_letter(
        Translator(reader.language),
        workspace.name,
        offered.proposal.name(reader.language)[0],
        offered.opens_at,
        page=f"{office.base_url}/w/{workspace.slug}/proposals/{work.proposal}",
        stop=reader.stop,
    )
    await post(office, taken, letter, reader.email, member=work.member)


class Preview(msgspec.Struct, frozen=True):
    to: str
    letter: Letter


def proposal_previews(names: Wording, opens_at: datetime) -> Iterator[Preview]:
    """In every language, to somebody in a municipality that does not exist, with links to nowhere.

    `names` is what there is of them by now.
    """
    for language in LANGUAGES:
        t = Translator(language)
        name = worded({"nb": NAMELESS, **names}, language)[0]
        workspace, stop = t("ks-proposals.letter.example"), f"{NOWHERE}stop"
        letter = proposal_letter(t, workspace, name, opens_at, page=f"{NOWHERE}proposal", stop=stop)
        yield Preview(f"{t('campaign.letters.nobody')} <nobody@example.invalid>", letter)
