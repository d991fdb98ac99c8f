"""The letters of a round, in the reader's language, with the municipality's own words. A preview is one of them too."""

import re
from datetime import datetime
from typing import Final

import msgspec

from domain.campaign.events import Letter as Kind
from domain.campaign.own_words import Said
from domain.modes import Mode
from infra.mail.letter import Letter, Quoted, Stop
from infra.translation import Translator

BLANK_LINES: Final = re.compile(r"\n\s*\n")


class Round(msgspec.Struct, frozen=True):
    """What somebody is invited to: whose measurement, where, until when it takes answers, and how it is answered."""

    workspace: str
    collaboration: str
    closes_at: datetime
    mode: Mode


class Addresses(msgspec.Struct, frozen=True):
    """Where a letter leads. Of an invitation there is nothing to `stop`.

    `answering` opens the person's own page, without signing in; for a group that answers together the measurement's,
    for its members.
    """

    answering: str
    stop: str = ""

    def __repr__(self) -> str:
        return "Addresses(…)"


def round_letter(kind: Kind, t: Translator, round_: Round, to: Addresses, said: Said | None) -> Letter:
    """`said`: the municipality's own words that are there for this reader."""
    letter = _ours(kind, t, round_, to)
    return msgspec.structs.replace(letter, quoted=_quoted(t, round_.workspace, said)) if said else letter


def _ours(kind: Kind, t: Translator, round_: Round, to: Addresses) -> Letter:
    stop = Stop(t("mail.reminder.stop", workspace=round_.workspace), to.stop) if kind is Kind.REMINDER else None
    if round_.mode is Mode.TOGETHER:
        return _meeting(t, round_, to.answering, stop)
    return _reminder(t, round_, to.answering, stop) if kind is Kind.REMINDER else _invitation(t, round_, to.answering)


def _quoted(t: Translator, workspace: str, said: Said) -> Quoted:
    return Quoted(
        heading=t("mail.own-words", workspace=workspace),
        language=said.language.value,
        paragraphs=tuple(BLANK_LINES.split(said.words)),
    )


def _invitation(t: Translator, round_: Round, link: str) -> Letter:
    return Letter(
        language=t.language,
        subject=t("mail.campaign-invitation.subject", collaboration=round_.collaboration),
        paragraphs=(
            t("mail.campaign-invitation.opening", workspace=round_.workspace, collaboration=round_.collaboration),
            t("mail.campaign-invitation.about"),
            t("mail.campaign-invitation.until", moment=t.moment(round_.closes_at)),
        ),
        action=t("mail.campaign-invitation.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.campaign-invitation.yours"), t("mail.campaign-invitation.seen")),
        signature=t("mail.signature"),
    )


def _reminder(t: Translator, round_: Round, link: str, stop: Stop | None) -> Letter:
    """To whoever has not answered."""
    return Letter(
        language=t.language,
        subject=t("mail.campaign-reminder.subject", collaboration=round_.collaboration),
        paragraphs=(
            t("mail.campaign-reminder.opening", collaboration=round_.collaboration),
            t("mail.campaign-invitation.until", moment=t.moment(round_.closes_at)),
        ),
        action=t("mail.campaign-invitation.action"),
        link=link,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.campaign-reminder.why-you"), t("mail.campaign-invitation.yours")),
        signature=t("mail.signature"),
        stop=stop,
    )


def _meeting(t: Translator, round_: Round, page: str, stop: Stop | None) -> Letter:
    """For a group that answers together: there is nothing to do alone. A reminder can be stopped, an invitation not."""
    return Letter(
        language=t.language,
        subject=t("mail.campaign-meeting.subject", collaboration=round_.collaboration),
        paragraphs=(
            t("mail.campaign-meeting.opening", workspace=round_.workspace, collaboration=round_.collaboration),
            t("mail.campaign-meeting.about"),
            t("mail.campaign-meeting.until", moment=t.moment(round_.closes_at)),
        ),
        action=t("mail.campaign-meeting.action"),
        link=page,
        link_hint=t("mail.link-hint"),
        notes=(t("mail.campaign-meeting.why-you"),),
        signature=t("mail.signature"),
        stop=stop,
    )
