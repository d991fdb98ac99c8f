"""The letters that the product sends, in the reader's language."""

from datetime import timedelta
from typing import Final

from infra.accounts import invitations, sign_in
from infra.eventlog.checkpoints import Checkpoint
from infra.mail.letter import Enclosure, Letter
from infra.translation import Translator

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
