"""The overall profile: a spider with an axis per action field."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from domain.ids import FieldId
from domain.instrument.model import Field, Instrument, Language, worded
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Profile
from services.reports.figures import field_figures
from services.reports.reasons import NO_REASONS, Reasons
from services.reports.spider import Axis, Spider


class EarlierProfile(msgspec.Struct, frozen=True):
    """An earlier measurement's figures, and what it is called: its date.

    `incomparable` has the fields whose scores can't be compared, each with why in a word or two.
    """

    name: str
    figures: Profile
    incomparable: Mapping[FieldId, str] = {}


def field_labels(instrument: Instrument, language: Language) -> list[str]:
    """In the instrument's order."""
    return [worded(field.name, language)[0] for field in instrument.fields]


def overall_spider(
    title: str,
    instrument: Instrument,
    figures: Profile,
    language: Language,
    *,
    earlier: Sequence[EarlierProfile] = (),
    href: Callable[[Field], str | None] = lambda _: None,
    reasons: Reasons = NO_REASONS,
    figure_id: str = "profile",
) -> Spider:
    """A field without enough answers leaves a gap."""
    return Spider(
        id=figure_id,
        title=title,
        axes=tuple(
            Axis(
                label=worded(field.name, language)[0],
                score=found.score,
                weighting=found.weighting,
                earlier=tuple(field_figures(one.figures, field.id).score for one in earlier),
                href=href(field),
                incomparable=tuple(one.incomparable.get(field.id) for one in earlier),
                why_score=reasons.why(FigureName(Kind.SCORE, field.id)),
                why_weighting=reasons.why(FigureName(Kind.WEIGHTING, field.id)),
                why_change=reasons.moved(field),
                why_earlier=reasons.why_earlier(FigureName(Kind.SCORE, field.id)),
            )
            for field, found in zip(instrument.fields, figures.fields, strict=True)
        ),
        earlier=tuple(one.name for one in earlier),
    )
