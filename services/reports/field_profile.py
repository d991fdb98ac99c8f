"""One field's profile: a spider with an axis per question, and what the field's score is made of."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Field, Language, Question, worded
from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import FieldFigures
from services.reports.figures import as_score
from services.reports.reasons import NO_REASONS, Reasons
from services.reports.spider import Axis, Gap, Spider


class Earlier(msgspec.Struct, frozen=True):
    """The answers of an earlier measurement, and what it is called.

    `answers` are by the later questions, `continues` says which earlier one each of those goes on from.
    """

    name: str
    answers: Mapping[QuestionId, Answer]
    continues: Mapping[QuestionId, QuestionId]


def field_spider(
    title: str,
    field: Field,
    figures: FieldFigures,
    language: Language,
    *,
    earlier: Sequence[Earlier],
    href: Callable[[Question], str | None],
    reasons: Reasons = NO_REASONS,
) -> Spider:
    """A question that is not relevant, or not answered, leaves a gap: neither is a zero."""
    return Spider(
        id=f"field-{field.number}",
        title=title,
        axes=tuple(
            Axis(
                label=worded(question.name, language)[0],
                score=as_score(found.answer),
                weighting=found.weighting,
                earlier=tuple(as_score(one.answers.get(question.id)) for one in earlier),
                href=href(question),
                gap=Gap.NOT_RELEVANT if found.answer == NOT_RELEVANT else Gap.UNANSWERED,
                why_score=reasons.why(FigureName(Kind.ANSWER, question.id)),
                why_weighting=reasons.why(FigureName(Kind.IMPORTANCE, question.id)),
                why_change=reasons.moved(field),
                why_earlier=_why_earlier(question, earlier, reasons),
            )
            for question, found in zip(field.questions, figures.questions, strict=True)
        ),
        earlier=tuple(one.name for one in earlier),
    )


def _why_earlier(question: Question, earlier: Sequence[Earlier], reasons: Reasons) -> tuple[str, ...]:
    """Each to the page of the question as it was called then; to none where the question was not there each time."""
    origins = [one.continues.get(question.id) for one in earlier]
    return tuple(
        reasons.why_earlier(FigureName(Kind.ANSWER, origin))[age]
        for age, origin in enumerate(origins)
        if reasons.place is not None and origin is not None and None not in origins
    )
