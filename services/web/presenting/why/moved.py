"""Why the figures moved from one measurement to another: what the page shows, in the reader's words."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Field, Question
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Figure
from domain.scoring.waterfall import (
    Continuation,
    Missing,
    Moment,
    Shift,
    Step,
    StepKind,
    Waterfall,
    gap_waterfall,
    importance_waterfall,
    score_waterfall,
    weighting_waterfall,
)
from infra.translation.translator import Translator
from services.reports.figures import field_figures
from services.reports.waterfall import Part, WaterfallFigure
from services.web.presenting.why.naming import figure_title, thing_name
from services.web.presenting.wording import Wordings


class Between(msgspec.Struct, frozen=True):
    """Two measurements. `names` are what they are called: their dates. `home` is the later one's address."""

    earlier: Moment
    later: Moment
    continues: Continuation
    names: tuple[str, str]
    home: str


class MovedFigure(msgspec.Struct, frozen=True):
    """A field's figure then and now. `drawn` where any part moved; `missing` says why there are no parts.

    `shifts` tell of each question that left or entered, `still` counts the parts that stayed.
    """

    figure: FigureName
    before: Figure
    after: Figure
    missing: Missing | None
    drawn: WaterfallFigure | None
    shifts: tuple[str, ...] = ()
    still: int = 0


class MovedField(msgspec.Struct, frozen=True):
    field: Field
    figures: tuple[MovedFigure, MovedFigure]

    @property
    def change(self) -> Figure:
        """Of the score."""
        before, after = self.figures[0].before, self.figures[0].after
        return None if before is None or after is None else after - before


class MovedGap(msgspec.Struct, frozen=True):
    """`earlier` is what the question was called then.

    `values` is what moved its weighting: value by value, and the links where they are others; empty where it stayed.
    """

    question: Question
    earlier: QuestionId
    before: Fraction
    after: Fraction
    by_weighting: Fraction
    by_answer: Fraction
    values: tuple[tuple[str, Fraction], ...]


class Telling:
    """Puts the waterfalls between two measurements into words of one language."""

    def __init__(self, between: Between, t: Translator) -> None:
        self._between = between
        self._t = t
        self._said = Wordings(t.language)

    def fields(self) -> list[MovedField]:
        """In the later instrument's order: the score, then the weighting."""
        return [self._field(field) for field in self._between.later.instrument.fields]

    def gaps(self) -> list[MovedGap]:
        """The questions whose gap moved, in the instrument's order."""
        found = (self._gap(question) for question in self._between.later.instrument.questions.values())
        return [gap for gap in found if gap is not None]

    def _field(self, field: Field) -> MovedField:
        between = self._between
        then, now = (field_figures(moment.figures, field.id) for moment in (between.earlier, between.later))
        score = score_waterfall(then, now, between.continues)
        weighting = weighting_waterfall(between.earlier, between.later, field.id, between.continues)
        return MovedField(
            field=field,
            figures=(
                self._figure(FigureName(Kind.SCORE, field.id), then.score, now.score, score),
                self._figure(FigureName(Kind.WEIGHTING, field.id), then.weighting, now.weighting, weighting),
            ),
        )

    def _figure(self, figure: FigureName, before: Figure, after: Figure, fall: Waterfall | Missing) -> MovedFigure:
        if isinstance(fall, Missing):
            return MovedFigure(figure=figure, before=before, after=after, missing=fall, drawn=None)
        moving = [step for step in fall.steps if step.amount]
        return MovedFigure(
            figure=figure,
            before=before,
            after=after,
            missing=None,
            drawn=self._drawn(figure, fall, moving) if moving else None,
            shifts=(*self._shifts("left", fall.left), *self._shifts("entered", fall.entered)),
            still=len(fall.steps) - len(moving),
        )

    def _drawn(self, figure: FigureName, fall: Waterfall, moving: list[Step]) -> WaterfallFigure:
        earlier, later = self._between.names
        return WaterfallFigure(
            id=f"moved-{figure.kind}-{figure.of}",
            title=figure_title(self._between.later.instrument, figure, self._said, self._t),
            earlier=earlier,
            later=later,
            before=fall.before,
            after=fall.after,
            parts=tuple(self._part(step) for step in moving),
        )

    def _part(self, step: Step) -> Part:
        instrument, home, t = self._between.later.instrument, self._between.home, self._t
        match step.kind:
            case StepKind.ANSWER:
                why = FigureName(Kind.ANSWER, step.of)
                return Part(thing_name(instrument, step.of, self._said), step.amount, f"{home}/why/{why}")
            case StepKind.VALUE:
                why = FigureName(Kind.VALUE, step.of)
                return Part(thing_name(instrument, step.of, self._said), step.amount, f"{home}/why/{why}")
            case _:
                return Part(t(f"moved.part.{step.kind}"), step.amount)

    def _shifts(self, way: str, shifts: tuple[Shift, ...]) -> Iterator[str]:
        """A question that left is named as it was, one that entered as it is."""
        moment, t = self._between.earlier if way == "left" else self._between.later, self._t
        for shift in shifts:
            name = thing_name(moment.instrument, shift.question, self._said)
            yield t(f"moved.shift.{way}-{shift.cause}", question=name)

    def _gap(self, question: Question) -> MovedGap | None:
        between = self._between
        fall = gap_waterfall(between.earlier, between.later, question.id, between.continues)
        if isinstance(fall, Missing) or fall.before == fall.after:
            return None
        amounts: Mapping[StepKind, Fraction] = {step.kind: step.amount for step in fall.steps}
        return MovedGap(
            question=question,
            earlier=between.continues[question.id],
            before=fall.before,
            after=fall.after,
            by_weighting=amounts[StepKind.WEIGHTING],
            by_answer=amounts[StepKind.ANSWER],
            values=tuple(self._values(question.id)),
        )

    def _values(self, question: QuestionId) -> Iterator[tuple[str, Fraction]]:
        between = self._between
        fall = importance_waterfall(between.earlier, between.later, question, between.continues)
        if isinstance(fall, Waterfall):
            yield from ((self._part(step).name, step.amount) for step in fall.steps if step.amount)
