"""The worker's letters of a round. Each is judged again as it is sent: what no longer stands leads to no mail."""

from typing import Final
from uuid import UUID, uuid5

import msgspec

from domain.campaign.events import Language, Letter
from domain.event import Act
from domain.ids import InvitationId, MeasurementId, TenantId
from domain.invitation.decisions import NoteLetterReturned, NoteLetterSent, decide
from domain.invitation.events import LetterSent
from domain.invitation.state import Invitation, fold
from domain.modes import Mode
from domain.streams import invitation_stream
from domain.text import Clear, Text
from infra.mail.answer_links import PATH, AnswerLink
from infra.mail.choices import Choice, choice_of
from infra.mail.stop_links import issue_stop_link
from infra.outbox import TakenWork
from infra.translation import Translator
from services.application.campaigns.answering import who_answered
from services.application.campaigns.own_words import said_in_invitation, said_in_reminder
from services.application.campaigns.reminding import can_be_reminded
from services.application.campaigns.round_letters import Addresses, Round, round_letter
from services.application.campaigns.standing import Invited, invitations_written, look_at_invitation
from services.application.outbox import CannotBeDone
from services.application.posting import Post, post
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write

REFUSED: Final = "5.0.0"
"""The mail server would not take it at all, and says no more than that. RFC 3463: a permanent failure, undefined."""


class LetterWork(msgspec.Struct, frozen=True):
    measurement: MeasurementId
    invitation: InvitationId
    number: int


async def send_campaign_invitation(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.campaign-invitation`. Only the letter that was asked for last is sent, and only once.

    It is noted in the log when the mail server has it. A worker that dies in between sends it again, with the same
    Message-ID and the same link.
    """
    work, tenant = msgspec.convert(taken.payload, LetterWork), taken.tenant
    invited = await look_at_invitation(world, tenant, work.measurement, work.invitation)
    if invited is None or invited.invitation.asked != work.number or invited.invitation.sent >= work.number:
        return
    email = await _address(world, invited)
    if email is None:
        return
    t = Translator((await _choice(world, invited)).language)
    said = await said_in_invitation(world, invited, work.number, Language(t.language))
    to = Addresses(_answering(office, world, invited))
    letter = round_letter(Letter.INVITATION, t, _round(invited), to, said)
    try:
        await post(office, taken, letter, email, member=invited.invitation.person)
    except CannotBeDone:
        refused = NoteLetterReturned(work.invitation, permanent=True, code=REFUSED)
        await _note(world, tenant, invited.invitation, uuid5(taken.id, "refused"), refused)
        raise
    await _note(world, tenant, invited.invitation, sent_id(taken.id), NoteLetterSent(work.invitation, work.number))


async def note_letter_returned(world: World, tenant: TenantId, mail: UUID, *, permanent: bool, code: str) -> None:
    """What came back of the letter that was row `mail` of the outbox, unless another has been sent since.

    Nothing where no invitation was sent by it. Again does no harm. `code` is the enhanced status (RFC 3463).
    """
    for noted in await world.log.appended_by(tenant, sent_id(mail)):
        if not isinstance(noted.event, LetterSent):
            continue
        state = fold(one.event for one in await world.log.read_stream(tenant, noted.originator_id))
        invitation = state.invited[noted.event.invitation]
        if invitation.sent == noted.event.number:
            command = NoteLetterReturned(invitation.id, permanent=permanent, code=code)
            await _note(world, tenant, invitation, uuid5(mail, f"returned {permanent}"), command)


def sent_id(mail: UUID) -> UUID:
    """The command by which the log notes that a letter was sent: it leads from what comes back to the invitation."""
    return uuid5(mail, "sent")


async def send_campaign_reminder(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.campaign-reminder`: to nobody who has answered by now, or wants no reminders."""
    work, tenant = msgspec.convert(taken.payload, LetterWork), taken.tenant
    invited = await look_at_invitation(world, tenant, work.measurement, work.invitation)
    if invited is None or not can_be_reminded(invited.invitation):
        return
    if work.invitation in await who_answered(world, tenant, work.measurement):
        return
    choice, email = await _choice(world, invited), await _address(world, invited)
    if email is None or not choice.reminders:
        return
    stop = await issue_stop_link(world.database, tenant, invited.invitation.person, office.clock.now())
    if stop is None:
        return
    t = Translator(choice.language)
    said = await said_in_reminder(world, invited, work.number, Language(t.language))
    to = Addresses(_answering(office, world, invited), f"{office.base_url}{stop}")
    letter = round_letter(Letter.REMINDER, t, _round(invited), to, said)
    await post(office, taken, letter, email, member=invited.invitation.person)


async def _note(
    world: World,
    tenant: TenantId,
    invitation: Invitation,
    command_id: UUID,
    command: NoteLetterSent | NoteLetterReturned,
) -> None:
    """By whoever asked for the letter."""
    measurement = invitation.measurement

    async def decision(act: Act) -> Decision:
        written = await invitations_written(world, tenant, measurement)
        events = decide(written.state, command, act)
        return Decision(following(invitation_stream(measurement), written.recorded, events))

    caller = Caller(tenant=tenant, subject=invitation.by)
    await write(world, caller, command_id, fingerprint(world, measurement, command), decision)


def _answering(office: Post, world: World, invited: Invited) -> str:
    """The measurement's own page, for members who sign in, where the group answers together."""
    invitation = invited.invitation
    if invited.measurement.mode is Mode.TOGETHER:
        return f"{office.base_url}/w/{invited.workspace.slug}/measurements/{invitation.measurement}"
    link = AnswerLink(invited.tenant, invitation.measurement, invitation.id, invitation.link)
    return f"{office.base_url}{PATH}{world.answer_links.token(link)}"


def _round(invited: Invited) -> Round:
    return Round(invited.workspace.name, invited.collaboration.name, invited.closes_at, invited.measurement.mode)


async def _choice(world: World, invited: Invited) -> Choice:
    async with world.database.reading(invited.tenant) as connection:
        return await choice_of(connection, invited.tenant, invited.invitation.person)


async def _address(world: World, invited: Invited) -> str | None:
    """`None` of who is erased."""
    email: Text = invited.workspace.members[invited.invitation.person].email
    if isinstance(email, Clear):
        return email.text
    return (await world.keyring.open(invited.tenant, [email]))[email]
