"""A campaign's letters before there are any: written by what writes the real ones, to nobody, with links to nowhere."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from domain.campaign.events import Language
from domain.campaign.events import Letter as Kind
from domain.campaign.own_words import Said, Spot, said_to
from domain.modes import Mode
from infra.mail.letter import Letter
from infra.translation import Translator
from services.application.campaigns.round_letters import Addresses, Round, round_letter

NOWHERE: Final = "https://example.invalid/"
"""Names in `.invalid` lead nowhere, now and later. Source: RFC 2606."""


class Preview(msgspec.Struct, frozen=True):
    """`said`: the municipality's own words that are in it."""

    kind: Kind
    language: Language
    to: str
    letter: Letter
    said: Said | None


def previews(workspace: str, mode: Mode, closes_at: datetime, standing: Mapping[Spot, str]) -> Iterator[Preview]:
    """Every letter in every language, as it would be with these words, to somebody who does not exist."""
    for kind in Kind:
        for language in Language:
            t, said = Translator(language.value), said_to(language, kind, standing)
            round_ = Round(workspace, t("campaign.letters.example"), closes_at, mode)
            letter = round_letter(kind, t, round_, Addresses(f"{NOWHERE}answer", f"{NOWHERE}stop"), said)
            yield Preview(kind, language, f"{t('campaign.letters.nobody')} <nobody@example.invalid>", letter, said)
