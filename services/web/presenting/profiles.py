"""A measurement's figures as a spider, with the words of the instrument that it was made with."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from domain.ids import FieldId
from domain.instrument.model import Instrument, Language, worded
from domain.scoring.profile import Profile
from services.reports.spider import Axis, Spider


def field_labels(instrument: Instrument, language: Language) -> list[str]:
    """In the instrument's order."""
    return [worded(field.name, language)[0] for field in instrument.fields]


def overall_spider(
    name: str,
    title: str,
    instrument: Instrument,
    figures: Profile,
    language: Language,
    *,
    earlier: Mapping[str, Profile] | None = None,
    href: Callable[[FieldId], str] | None = None,
) -> Spider:
    """`name` is unique on the page. `earlier` goes by what each is called, newest first."""
    scores = [_scores(profile) for profile in (earlier or {}).values()]
    by_field = {found.field: found for found in figures.fields}
    return Spider(
        id=name,
        title=title,
        axes=tuple(
            Axis(
                label=worded(field.name, language)[0],
                score=by_field[field.id].score,
                weighting=by_field[field.id].weighting,
                earlier=tuple(of.get(field.id) for of in scores),
                href=href(field.id) if href else None,
            )
            for field in instrument.fields
        ),
        earlier=tuple(earlier or {}),
    )


def _scores(profile: Profile) -> Mapping[FieldId, Fraction | None]:
    return {found.field: found.score for found in profile.fields}
