"""The letters that the product sends, in the reader's language."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from infra.accounts import invitations, sign_in
from infra.eventlog.checkpoints import Checkpoint
from infra.mail.letter import Enclosure, Item, Letter, Listing, Stop
from infra.translation import Translator
from infra.translation.writing import last_day

MINUTE: Final = timedelta(minutes=1)


def sign_in_letter(t: Translator, link: str) -> Letter:
    return Letter(
        language=t.language,
        subject=t("mail.sign-in.subject"),
        paragraphs=(t("mail.sign-in.opening"),),
        action=t("mail.sign-in.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.sign-in.lives", count=sign_in.LINK_LIVES // MINUTE), t("mail.sign-in.not-you")),
        signature=t("mail.signature"),
    )


def invitation_letter(t: Translator, workspace: str, link: str) -> Letter:
    return Letter(
        language=t.language,
        subject=t("mail.invitation.subject", workspace=workspace),
        paragraphs=(t("mail.invitation.opening", workspace=workspace), t("mail.invitation.about")),
        action=t("mail.invitation.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.invitation.lives", count=invitations.LIVES.days), t("mail.invitation.not-you")),
        signature=t("mail.signature"),
    )


def checkpoint_letter(t: Translator, workspace: str, signed: Checkpoint, key: str, page: str) -> Letter:
    """`key` is the verifier key that leads to all later ones."""
    return Letter(
        language=t.language,
        subject=t("mail.checkpoint.subject", workspace=workspace, day=t.day(signed.signed_at)),
        paragraphs=(
            t("mail.checkpoint.opening", count=signed.size, moment=t.moment(signed.signed_at)),
            t("mail.checkpoint.keep"),
        ),
        action=t("mail.checkpoint.action"),
        link=page,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.checkpoint.stop"),),
        signature=t("mail.signature"),
        enclosures=(
            Enclosure(t("mail.checkpoint.note"), f"checkpoint-{signed.size}.txt", signed.note),
            Enclosure(t("mail.checkpoint.key"), "verifier-key.txt", f"{key}\n"),
        ),
    )


def erasure_waits_letter(t: Translator, workspace: str, link: str) -> Letter:
    """Says neither who is to be forgotten nor who asked for it."""
    return Letter(
        language=t.language,
        subject=t("mail.erasure-waits.subject", workspace=workspace),
        paragraphs=(t("mail.erasure-waits.opening", workspace=workspace), t("mail.erasure-waits.about")),
        action=t("mail.erasure-waits.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.erasure-waits.why-you"),),
        signature=t("mail.signature"),
    )


def audit_letter(t: Translator, workspace: str, purpose: str, until: datetime, link: str) -> Letter:
    """`until` is the first moment without access."""
    return Letter(
        language=t.language,
        subject=t("mail.audit-invitation.subject", workspace=workspace),
        paragraphs=(
            t("mail.audit-invitation.opening", workspace=workspace, day=t.day(last_day(until))),
            t("mail.audit-invitation.purpose", purpose=purpose),
            t("mail.audit-invitation.reach"),
            t("mail.audit-invitation.noted"),
        ),
        action=t("mail.audit-invitation.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.invitation.lives", count=invitations.LIVES.days), t("mail.invitation.not-you")),
        signature=t("mail.signature"),
    )


class Reminders(msgspec.Struct, frozen=True):
    """What one letter reminds of: actions whose date is near, and actions whose date is past."""

    workspace: str
    soon: tuple[Item, ...]
    past: tuple[Item, ...]


def reminder_letter(t: Translator, reminders: Reminders, page: str, stop: str) -> Letter:
    """`stop` is where reminders from this workspace are turned off."""
    listings = ((t("mail.reminder.soon"), reminders.soon), (t("mail.reminder.past"), reminders.past))
    count = len(reminders.soon) + len(reminders.past)
    return Letter(
        language=t.language,
        subject=t("mail.reminder.subject", workspace=reminders.workspace, count=count),
        paragraphs=(t("mail.reminder.opening", count=count),),
        lists=tuple(Listing(heading, items) for heading, items in listings if items),
        action=t("mail.reminder.action", count=count),
        link=page,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.reminder.moved"), t("mail.reminder.why-you")),
        stop=Stop(words=t("mail.reminder.stop", workspace=reminders.workspace), link=stop),
        signature=t("mail.signature"),
    )


def round_closed_letter(
    t: Translator, workspace: str, collaboration: str, *, page: str, stop: str, is_first: bool
) -> Letter:
    """Without a figure. `is_first`: there is no earlier profile to lay beside it."""
    return Letter(
        language=t.language,
        subject=t("mail.round-closed.subject", collaboration=collaboration),
        paragraphs=(
            t("mail.round-closed.opening", collaboration=collaboration),
            t("mail.round-closed.first" if is_first else "mail.round-closed.changed"),
        ),
        action=t("mail.round-closed.action"),
        link=page,
        link_hint=t("mail.link-hint"),
        notes=(
            t("mail.round-closed.report"),
            t("mail.round-closed.why-you", collaboration=collaboration, workspace=workspace),
        ),
        stop=Stop(words=t("mail.reminder.stop", workspace=workspace), link=stop),
        signature=t("mail.signature"),
    )


def proposal_letter(
    t: Translator, workspace: str, proposed: str, opens_at: datetime, *, page: str, stop: str
) -> Letter:
    """`proposed` is the name that KS gave it. Of what is to be known nothing but when, and by when to answer."""
    return Letter(
        language=t.language,
        subject=t("mail.proposal.subject", proposed=proposed),
        paragraphs=(
            t("mail.proposal.opening", proposed=proposed),
            t("mail.proposal.opens", moment=t.weekday_moment(opens_at)),
            t("mail.proposal.choice", workspace=workspace),
        ),
        action=t("mail.proposal.action"),
        link=page,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.proposal.kept"), t("mail.proposal.why-you", workspace=workspace)),
        stop=Stop(words=t("mail.reminder.stop", workspace=workspace), link=stop),
        signature=t("mail.signature"),
    )
