"""The worker's letters of a round. Each is judged again as it is sent: what no longer stands leads to no mail."""

from uuid import uuid5

import msgspec

from domain.event import Act
from domain.ids import InvitationId, MeasurementId
from domain.invitation.decisions import NoteLetterSent, decide
from domain.streams import invitation_stream
from domain.text import Clear, Text
from infra.mail.answer_links import PATH, AnswerLink
from infra.mail.choices import Choice, choice_of
from infra.mail.stop_links import issue_stop_link
from infra.outbox import TakenWork
from infra.translation import Translator
from services.application.campaigns.answering import who_answered
from services.application.campaigns.reminding import can_be_reminded
from services.application.campaigns.standing import Invited, invitations_written, look_at_invitation
from services.application.letters import Round, campaign_invitation_letter, campaign_reminder_letter
from services.application.posting import Post, post
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write


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
    letter = campaign_invitation_letter(
        Translator((await _choice(world, invited)).language), _round(invited), _link(office, world, invited)
    )
    await post(office, taken, letter, email)
    await _note_sent(world, invited, taken, NoteLetterSent(work.invitation, work.number))


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
    letter = campaign_reminder_letter(
        Translator(choice.language), _round(invited), _link(office, world, invited), f"{office.base_url}{stop}"
    )
    await post(office, taken, letter, email)


async def _note_sent(world: World, invited: Invited, taken: TakenWork, command: NoteLetterSent) -> None:
    """By whoever asked for the letter."""
    tenant, measurement = invited.tenant, invited.invitation.measurement

    async def decision(act: Act) -> Decision:
        written = await invitations_written(world, tenant, measurement)
        events = decide(written.state, command, act)
        return Decision(following(invitation_stream(measurement), written.recorded, events))

    caller = Caller(tenant=tenant, subject=invited.invitation.by)
    await write(world, caller, uuid5(taken.id, "sent"), fingerprint(world, measurement, command), decision)


def _link(office: Post, world: World, invited: Invited) -> str:
    invitation = invited.invitation
    link = AnswerLink(invited.tenant, invitation.measurement, invitation.id, invitation.link)
    return f"{office.base_url}{PATH}{world.answer_links.token(link)}"


def _round(invited: Invited) -> Round:
    return Round(invited.workspace.name, invited.collaboration.name, invited.closes_at)


async def _choice(world: World, invited: Invited) -> Choice:
    async with world.database.reading(invited.tenant) as connection:
        return await choice_of(connection, invited.tenant, invited.invitation.person)


async def _address(world: World, invited: Invited) -> str | None:
    """`None` of who is erased."""
    email: Text = invited.workspace.members[invited.invitation.person].email
    if isinstance(email, Clear):
        return email.text
    return (await world.keyring.open(invited.tenant, [email]))[email]
