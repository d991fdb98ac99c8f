"""What a phone shows of a session: where the group is, and what there is to do for whoever holds it."""

from enum import StrEnum

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.measurement.state import ENDED, Measurement, Status
from domain.modes import Mode
from domain.scoring.answer import Answer
from infra.translation.translator import Translator
from services.application.dialogue.watching import Seen
from services.reports.distribution import Distribution
from services.reports.spreads import distribution_at
from services.web.presenting.measuring import course


class Step(StrEnum):
    """Each has words of its own: a heading, and what a screen reader is told when the group comes to it."""

    WAITING = "waiting"
    VALUE = "value"
    ANSWERING = "answering"
    """Everyone for themselves, until the answers are revealed."""
    REVEALED = "revealed"
    TALKING = "talking"
    """The group talks at once, or has agreed without answering alone first."""
    PAUSE = "pause"
    OWN = "own"
    SCREEN = "screen"
    """The group looks at something that is shown on the shared screen only."""
    PAUSED = "paused"
    OVER = "over"


class Following(msgspec.Struct, frozen=True):
    """`earlier`: questions before this one in the instrument's order, to look back at."""

    step: Step
    value: Value | None = None
    field: Field | None = None
    question: Question | None = None
    own: QuestionId | None = None
    apart: Distribution | None = None
    agreed: Answer | None = None
    adopted: bool = False
    answered: int = 0
    thinking: int = 0
    earlier: tuple[Question, ...] = ()

    @property
    def mark(self) -> str:
        """Another mark, and there is something else to look at; the same, and only numbers have changed."""
        where = self.question or self.field or self.value
        agreed = "" if self.agreed is None else f"{self.agreed}{'*' if self.adopted else ''}"
        return f"{self.step}|{where.id if where else self.own or ''}|{agreed}"


def following(seen: Seen, instrument: Instrument, t: Translator) -> Following:
    """The step that the group is at, by the facilitator's place."""
    state, gathered = seen.state, seen.gathering
    if state.status in ENDED or gathered is None:
        return Following(step=Step.OVER)
    if state.status is Status.PAUSED:
        return Following(step=Step.PAUSED)
    head, _, rest = gathered.room.place.removeprefix("/").partition("/")
    key = rest.partition("/")[0]
    match head:
        case "":
            return Following(step=Step.WAITING)
        case "values" if key:
            value = next((each for each in instrument.values if each.id == key), None)
            return Following(step=Step.VALUE, value=value) if value else Following(step=Step.SCREEN)
        case "questions" if key in instrument.questions:
            return of_question(seen, instrument, instrument.questions[QuestionId(key)], t)
        case "fields":
            field = next((each for each in instrument.fields if each.id == key), None)
            earlier = _before(instrument, field.questions[-1], including=True) if field else ()
            return Following(step=Step.PAUSE, field=field, earlier=earlier) if field else Following(step=Step.SCREEN)
        case "own-questions" if key in state.own_questions:
            return Following(step=Step.OWN, own=QuestionId(key), agreed=state.own_answers.get(QuestionId(key)))
        case _:
            return Following(step=Step.SCREEN, earlier=tuple(instrument.questions.values()))


def of_question(seen: Seen, instrument: Instrument, question: Question, t: Translator) -> Following:
    """One question as it stands now, the present one or one to look back at."""
    state, gathered = seen.state, seen.gathering
    return Following(
        step=_of_question(state, question),
        field=instrument.field_of[question.id],
        question=question,
        apart=distribution_at(state, instrument, question.id, title=t("spread.title")),
        agreed=state.answers.get(question.id),
        adopted=question.id in state.adopted,
        answered=gathered.answered(question.id) if gathered else 0,
        thinking=gathered.thinking(question.id) if gathered else 0,
        earlier=_before(instrument, question, including=False),
    )


def _of_question(state: Measurement, question: Question) -> Step:
    if question.id in state.tallies:
        return Step.REVEALED
    return Step.ANSWERING if state.mode is Mode.EACH_THEN_TOGETHER else Step.TALKING


def _before(instrument: Instrument, question: Question, *, including: bool) -> tuple[Question, ...]:
    questions = tuple(instrument.questions.values())
    return questions[: questions.index(question) + including]


def numbers(t: Translator, answered: int, thinking: int) -> str:
    """How many have answered, and never who."""
    if not thinking:
        return t("live.numbers.all", count=answered)
    return t("live.numbers.some", answered=answered, whole=answered + thinking)


def is_place(instrument: Instrument, state: Measurement, path: str) -> bool:
    """Whether it is a page of the measurement's course, below its own address."""
    return path in {
        "",
        course.SINCE,
        course.VALUES,
        course.PROFILE,
        course.ACTIONS,
        *(course.value_path(value) for value in instrument.values),
        *(course.question_path(question) for question in instrument.questions.values()),
        *(course.pause_path(field) for field in instrument.fields),
        *(course.own_path(question) for question in state.own_questions),
    }
