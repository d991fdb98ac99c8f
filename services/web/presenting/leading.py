"""What whoever leads sees of a live session beside the page that is open."""

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Instrument, Question
from domain.measurement.state import Measurement
from domain.modes import Mode
from domain.scoring.spread import ENOUGH
from domain.sectors import Side, side
from infra.dialogue.rooms import Company
from infra.translation.translator import Translator
from services.application.dialogue.watching import Gathering
from services.reports.distribution import Distribution
from services.reports.spreads import distribution_at
from services.web.presenting.following import is_place, numbers

NOBODY = Company(sectors={}, names=())


class Leading(msgspec.Struct, frozen=True):
    """`here` is the page that is open, below the measurement's address, and `question` the one that it asks, if any.

    `place` is where the group is, since `since`; `None` where no phones can follow.
    """

    here: str
    here_is_place: bool
    mode: Mode
    company: Company
    place: str | None = None
    since: str = ""
    code: str = ""
    question: Question | None = None
    apart: Distribution | None = None
    answered: int = 0
    thinking: int = 0

    @property
    def asks_each(self) -> bool:
        """Whether the page's question is one that everyone answers alone first."""
        return self.question is not None and self.mode is Mode.EACH_THEN_TOGETHER

    @property
    def can_reveal(self) -> bool:
        return self.apart is None and self.answered >= ENOUGH

    @property
    def is_elsewhere(self) -> bool:
        return self.place is not None and self.place != self.here

    @property
    def written_code(self) -> str:
        """In two halves, as people read it aloud."""
        half = len(self.code) // 2
        return f"{self.code[:half]}-{self.code[half:]}"

    @property
    def nameless(self) -> int:
        return self.company.number - len(self.company.names)

    def numbers(self, t: Translator) -> str:
        """How many have answered, in words."""
        return numbers(t, self.answered, self.thinking)

    @property
    def sides(self) -> dict[Side, int]:
        counts = dict.fromkeys(Side, 0)
        for sector, count in self.company.sectors.items():
            counts[side(sector)] += count
        return counts


def leading(
    state: Measurement, gathered: Gathering | None, instrument: Instrument, here: str, t: Translator
) -> Leading:
    head, _, key = here.removeprefix("/").partition("/")
    question = instrument.questions.get(QuestionId(key)) if head == "questions" else None
    room = gathered.room if gathered and gathered.room.code else None
    return Leading(
        here=here,
        here_is_place=is_place(instrument, state, here),
        mode=state.mode,
        company=gathered.company if gathered else NOBODY,
        place=room.place if room else None,
        since=room.place_since.isoformat() if room else "",
        code=room.code or "" if room else "",
        question=question,
        apart=distribution_at(state, instrument, question.id, title=t("spread.title")) if question else None,
        answered=gathered.answered(question.id) if gathered and question else 0,
        thinking=gathered.thinking(question.id) if gathered and question else 0,
    )


def announced(t: Translator, shown: Leading) -> str:
    """What a screen reader is told: only what whoever leads waits for."""
    if not shown.asks_each:
        return ""
    if shown.apart is not None:
        return t("live.said.revealed")
    if shown.answered and not shown.thinking:
        return shown.numbers(t)
    return ""
