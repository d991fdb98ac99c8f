"""The steps of a history as the page tells them: a sentence, who and when, what moved, and what was written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from domain.action_plan.events import (
    ActionDropped,
    ActionEvent,
    ActionJudged,
    ActionReworded,
    ActionSuggested,
    VerdictRevised,
)
from domain.event import Event
from domain.ids import SubjectId
from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.measurement.own_questions import number_of
from domain.replay.history import Step
from domain.replay.movement import Moved
from domain.scoring.figure_name import Kind
from domain.text import Text
from infra.translation.translator import Translator
from services.web.opening import Opened
from services.web.place import Place
from services.web.presenting.replay.naming import ARROW, amount_words, figure_words
from services.web.presenting.replay.private_sentences import tally_lines
from services.web.presenting.replay.sentences import sentence

OF_A_QUESTION: Final = frozenset({Kind.ANSWER, Kind.GAP})


class Movement(msgspec.Struct, frozen=True):
    """`href` leads to why the figure is what it is; `is_whole` tells fields, values and thickness from questions."""

    name: str
    href: str
    before: str
    after: str
    is_whole: bool

    @property
    def words(self) -> str:
        return f"{self.before}{ARROW}{self.after}"


class Written(msgspec.Struct, frozen=True):
    """A text that came with the event. `label` says what it is, where the sentence does not.

    `sealed` is there for words that were taken away with the event, and `which` names them: they stand on no other
    page, so that this one leads to their erasure.
    """

    label: str
    text: str
    erased: bool
    sealed: Text | None = None
    which: str = ""


class Line(msgspec.Struct, frozen=True):
    number: int
    position: int
    at: datetime
    who: str
    sentence: str
    moved: tuple[Movement, ...]
    tally: tuple[tuple[str, str], ...]
    written: tuple[Written, ...]


class Telling:
    """Tells the steps of one measurement to one reader."""

    def __init__(self, place: Place, t: Translator, names: Mapping[SubjectId, str], opened: Opened) -> None:
        self._place = place
        self._t = t
        self._names = names
        self._opened = opened
        self._partners = {which: one.name for which, one in place.collaboration.state.partners.items()}

    def line(self, step: Step) -> Line:
        return Line(
            number=step.number,
            position=step.position,
            at=step.event.at,
            who=self._names[step.event.by],
            sentence=self.sentence(step),
            moved=tuple(self.movements(step.moved)),
            tally=tuple(self._tally(step)),
            written=tuple(self._written(step)),
        )

    def sentence(self, step: Step) -> str:
        return sentence(
            step.event,
            step.before,
            self._t,
            self._place.instrument,
            action=step.action,
            partners=self._partners,
        )

    def movements(self, moved: Sequence[Moved]) -> list[Movement]:
        return [_movement(one, self._t, self._place.instrument, self._place.measurement_home) for one in moved]

    def _tally(self, step: Step) -> Iterator[tuple[str, str]]:
        if isinstance(step.event, happened.AnswersRevealed):
            yield from tally_lines(step.event.tally, self._t)

    def _written(self, step: Step) -> Iterator[Written]:
        t, which = self._t, _taken_away(step.event, self._t)
        for label, text in texts_of(step):
            erased = self._opened.is_erased(text)
            yield Written(
                label=t(f"replay.text.{label}") if label else "",
                text=t("replay.text-erased") if erased else self._opened(text),
                erased=erased,
                sealed=text if which else None,
                which=which,
            )


def _taken_away(event: Event, t: Translator) -> str:
    """What the words were that stand in the history alone from now on; `""` where none were taken away."""
    match event:
        case happened.OwnQuestionRemoved():
            return t("erasure.which.own-question", number=number_of(event.question))
        case happened.DissentWithdrawn():
            return t("erasure.which.dissent", number=event.question)
        case _:
            return ""


def texts_of(step: Step) -> list[tuple[str, Text]]:
    """What was written, with what it is: `""` where the sentence says so.

    Of an action, of a question of one's own and of a dissent that is withdrawn, its words at that time.
    """
    event = step.event
    match event:
        case (
            ActionSuggested()
            | ActionReworded()
            | happened.CommentNoted()
            | happened.CommentReworded()
            | happened.DissentNoted()
            | happened.DissentReworded()
        ):
            found: list[tuple[str, Text | None]] = [("", event.text)]
        case happened.DissentWithdrawn():
            noted = step.before.dissents.get(event.question) if step.before else None
            found = [("", noted.text if noted else None)]
        case happened.OwnQuestionAdded() | happened.OwnQuestionReworded():
            found = [("", event.statement)]
        case happened.OwnQuestionEvent():
            asked = step.before.own_questions.get(event.question) if step.before else None
            found = [("", asked.text if asked else None)]
        case ActionDropped():
            found = [("", step.action.text if step.action else None), ("reason", event.reason)]
        case ActionJudged() | VerdictRevised():
            found = [("", step.action.text if step.action else None), ("verdict", event.words)]
        case ActionEvent():
            found = [("", step.action.text if step.action else None)]
        case happened.MeasurementStarted():
            found = [("place", event.place), ("note", event.note)]
        case _:
            found = [("reason", getattr(event, "reason", None))]
    return [(label, text) for label, text in found if text is not None]


def _movement(moved: Moved, t: Translator, instrument: Instrument, home: str) -> Movement:
    kind = moved.figure.kind
    return Movement(
        name=figure_words(moved.figure, t, instrument),
        href=f"{home}/why/{moved.figure}",
        before=amount_words(moved.before, t, kind),
        after=amount_words(moved.after, t, kind),
        is_whole=kind not in OF_A_QUESTION,
    )
