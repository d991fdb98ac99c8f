"""What KS proposes, as the pages tell it: what waits for an answer, and what became of the rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.campaign.decisions import LONGEST_NAME
from domain.civil_time import moment_of
from domain.ids import ProposalId
from domain.instrument.model import Language
from domain.planning.plan import Plan
from domain.planning.recurrence import Recurrence
from domain.proposal.answering.state import Accepted, Answer, Answers, Declined
from domain.proposal.decisions import LANGUAGES, LONGEST_WORDS, Said
from domain.proposal.joining import from_now_on
from domain.proposal.state import Proposal
from domain.text import Text
from services.web.forms import Form


class Standing(StrEnum):
    """How a proposal stands for one workspace; `ACCEPTED` and `DECLINED` for whoever has answered."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    """Every round of it has been, and nobody answered."""


class Told(msgspec.Struct, frozen=True):
    """A proposal in one line, its name in the reader's language or else in the `language` that it has.

    `at` is when it came to stand so, where somebody made it. `opens_at` is the first round that is still to come.
    """

    id: ProposalId
    name: str
    language: Language
    standing: Standing
    at: datetime | None
    opens_at: datetime | None


def told(proposal: Proposal, answer: Answer | None, joined: Plan | None, language: Language) -> Told:
    """`joined`: what of the plan is still to come. Without an answer it is as KS itself sees it."""
    name, spoken = proposal.name(language)
    standing, at = _standing(proposal, answer, joined)
    return Told(
        id=proposal.id,
        name=name,
        language=spoken,
        standing=standing,
        at=at,
        opens_at=moment_of(joined.first) if joined else None,
    )


def told_all(
    found: Iterable[Proposal], given: Answers, recurrence: Recurrence, now: datetime, language: Language
) -> list[Told]:
    """The newest first."""
    newest_first = sorted(found, key=lambda one: one.proposed_at, reverse=True)
    return [told(one, given.get(one.id), from_now_on(one.plan, recurrence, now), language) for one in newest_first]


def texts_of(proposal: Proposal, language: Language) -> Sequence[Text | None]:
    """What has to be opened to tell the whole of it."""
    words, _ = proposal.said(language)
    return [words.why, words.asks, proposal.withdrawn_because]


def said_in(form: Form) -> dict[Language, Said]:
    """Bokmål, and each further language in which anything was written: then all of it has to be there."""
    return {language: _said(form, language) for language in LANGUAGES if language == "nb" or is_begun(form, language)}


def is_begun(form: Form, language: Language) -> bool:
    return any(form.has(f"{part}_{language}") for part in ("name", "why", "asks"))


def _said(form: Form, language: Language) -> Said:
    return Said(
        name=form.words(f"name_{language}", LONGEST_NAME),
        why=form.words(f"why_{language}", LONGEST_WORDS),
        asks=form.words(f"asks_{language}", LONGEST_WORDS),
    )


def _standing(proposal: Proposal, answer: Answer | None, joined: Plan | None) -> tuple[Standing, datetime | None]:
    match answer:
        case Accepted(at=at):
            return Standing.ACCEPTED, at
        case _ if proposal.withdrawn_at is not None:
            return Standing.WITHDRAWN, proposal.withdrawn_at
        case Declined(at=at):
            return Standing.DECLINED, at
        case _:
            return (Standing.WAITING if joined else Standing.OVER), None
