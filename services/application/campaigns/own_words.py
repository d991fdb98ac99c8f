"""What the municipality adds to a round's letters: written by an administrator, opened as a letter is."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from domain.campaign.events import Language, Letter, LetterWorded
from domain.campaign.own_words import Said, Spot, WordLetter, languages_for, said_to, word_letter, words_after
from domain.campaign.state import Campaign
from domain.event import Act, Event
from domain.ids import CampaignId, TenantId
from domain.invitation.events import LetterRepeated, PersonInvited, PersonInvitedAgain, RemindersWritten
from domain.text import Clear, Sealed, Text
from infra.eventlog.log import Recorded
from infra.keys.sealing import SealIsBroken
from infra.master_keys import MasterKeyIsMissing
from services.application.campaigns.standing import Invited, invitations_written
from services.application.world import World

logger = logging.getLogger("samson.campaigns")

ASKING: Final = (PersonInvited, LetterRepeated, PersonInvitedAgain)
"""Each asks for one letter. They are numbered in this order."""


async def standing_words(world: World, tenant: TenantId, events: Iterable[Event]) -> Mapping[Spot, str]:
    """What these events of one campaign lead to, in plain words. What was erased does not stand there any more."""
    texts = words_after(events)
    opened = await world.keyring.open(tenant, [text for text in texts.values() if isinstance(text, Sealed)])
    plain = {spot: text.text if isinstance(text, Clear) else opened[text] for spot, text in texts.items()}
    return {spot: words for spot, words in plain.items() if words is not None}


async def worded(
    world: World,
    tenant: TenantId,
    campaign: CampaignId,
    state: Campaign,
    recorded: Sequence[Recorded],
    *,
    commands: Sequence[WordLetter],
    act: Act,
) -> tuple[Event, ...]:
    """The events that follow. No two commands are of one letter in one language."""
    if not commands:
        return ()
    now = await standing_words(world, tenant, (one.event for one in recorded))
    return tuple(
        event
        for command in commands
        for event in word_letter(campaign, state, now.get((command.letter, command.language), ""), command, act)
    )


async def said_in_invitation(world: World, invited: Invited, number: int, reader: Language) -> Said | None:
    """In the letter that was asked for as number `number`."""
    if not _was_ever_worded(invited):
        return None
    recorded = (await invitations_written(world, invited.tenant, invited.invitation.measurement)).recorded
    which = invited.invitation.id
    asked = [one.position for one in recorded if isinstance(one.event, ASKING) and one.event.invitation == which]
    return await _said(world, invited, Letter.INVITATION, reader, before=asked[number - 1])


async def said_in_reminder(world: World, invited: Invited, number: int, reader: Language) -> Said | None:
    if not _was_ever_worded(invited):
        return None
    recorded = (await invitations_written(world, invited.tenant, invited.invitation.measurement)).recorded
    written = (one for one in recorded if isinstance(one.event, RemindersWritten) and one.event.number == number)
    return await _said(world, invited, Letter.REMINDER, reader, before=next(written).position)


def _was_ever_worded(invited: Invited) -> bool:
    return any(isinstance(one.event, LetterWorded) for one in invited.campaign_log)


async def _said(world: World, invited: Invited, letter: Letter, reader: Language, *, before: int) -> Said | None:
    """What stood when the letter was asked for, so that one that is sent again after a crash says the same.

    No words, whatever is the matter with them, keep a letter from being sent.
    """
    then = words_after(one.event for one in invited.campaign_log if one.position < before)
    sealed = {
        (letter, language): then[letter, language] for language in languages_for(reader) if (letter, language) in then
    }
    opened = {spot: await _opened_if_it_can_be(world, invited.tenant, text) for spot, text in sealed.items()}
    return said_to(reader, letter, {spot: words for spot, words in opened.items() if words is not None})


async def _opened_if_it_can_be(world: World, tenant: TenantId, text: Text) -> str | None:
    try:
        return await _opened(world, tenant, text)
    except (SealIsBroken, MasterKeyIsMissing):
        logger.exception("a letter of tenant %s goes without the words that were written for it", tenant)
        return None


async def _opened(world: World, tenant: TenantId, text: Text) -> str | None:
    """`None` for what was erased."""
    return text.text if isinstance(text, Clear) else (await world.keyring.open(tenant, [text]))[text]
