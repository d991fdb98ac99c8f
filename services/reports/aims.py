"""The scores that an action aimed at, then and now, beside each other where they mean the same.

Nothing is subtracted: a change beside an action looks like its doing.
"""

from collections.abc import Iterator

import msgspec

from domain.ids import FieldId, QuestionId
from domain.instrument.model import Instrument, worded
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.profile import Profile
from infra.translation.translator import Translator
from services.reports.comparison import Comparison
from services.reports.figures import field_figures, figures_of


class Beside(msgspec.Struct, frozen=True):
    """A question or a field. `why_not` says why `now` can't be laid beside `then`; it is empty where it can."""

    name: str
    then: str
    now: str
    why_not: str = ""


class Scores:
    """Writes the scores that actions aimed at, as this measurement has them and as an earlier one had them."""

    def __init__(self, state: Measurement, instrument: Instrument, t: Translator) -> None:
        self._state = state
        self._instrument = instrument
        self._figures = figures_of(state, instrument)
        self._t = t

    def beside(self, question: QuestionId, then: Comparison) -> Iterator[Beside]:
        """`question` is one of the earlier version."""
        yield self._question(question, then)
        yield self._field(question, then)

    def _question(self, question: QuestionId, then: Comparison) -> Beside:
        t, name = self._t, worded(then.instrument.questions[question].name, self._t.language)[0]
        before = self._answer(then.measurement.answers.get(question))
        later = next((one for one, earlier in then.continues.items() if earlier == question), None)
        if later is None:
            return Beside(f"{question} {name}", before, "", t("since.other-question"))
        return Beside(f"{question} {name}", before, self._answer(self._state.answers.get(later)))

    def _answer(self, answer: Answer | None) -> str:
        match answer:
            case None:
                return self._t("since.not-yet" if self._state.closed_at is None else "question.unanswered")
            case int():
                return str(answer)
            case _:
                return self._t("answer.not-relevant")

    def _field(self, question: QuestionId, then: Comparison) -> Beside:
        t, field = self._t, then.instrument.field_of[question]
        name = worded(field.name, t.language)[0]
        before = self._score(then.figures, field.id)
        if then.found.score_of(field.id) or field.id not in {one.id for one in self._instrument.fields}:
            return Beside(name, before, "", t("since.other-field"))
        return Beside(name, before, self._score(self._figures, field.id))

    def _score(self, figures: Profile, field: FieldId) -> str:
        score = field_figures(figures, field).score
        return self._t("since.too-few") if score is None else self._t.score(score)
