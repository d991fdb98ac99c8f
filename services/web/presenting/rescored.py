"""An earlier measurement beside itself, figured with a newer version: what the page shows, in the reader's words."""

from collections.abc import Iterator

import msgspec

from domain.ids import AmbitionId, QuestionId
from domain.instrument.continuation import Lineage, Succession
from domain.instrument.model import Field, Instrument
from domain.measurement.state import Measurement
from domain.scoring.profile import FieldFigures, Profile
from domain.scoring.rescoring import Rescoring, rescore
from infra.translation.translator import Translator
from services.reports.figures import field_figures
from services.web.presenting.why.naming import thing_name
from services.web.presenting.wording import Wordings

Asked = QuestionId | AmbitionId


class Row(msgspec.Struct, frozen=True):
    """A field as it was published, and with the newer version."""

    field: Field
    published: FieldFigures
    rescored: FieldFigures


class Rescored(msgspec.Struct, frozen=True):
    """`lacking` and `lost` have a sentence for each thing that could not be carried, with why."""

    version: int
    rows: tuple[Row, ...]
    published: Profile
    figures: Profile
    lacking: tuple[str, ...]
    lost: tuple[str, ...]


def rescored(
    state: Measurement, published: Profile, line: tuple[Instrument, Instrument], between: Lineage, t: Translator
) -> Rescored:
    """`line` has the measurement's own version and the newer one."""
    newer = line[1]
    found = rescore(newer, between, state.weights, state.answers)
    telling = _Telling(line, between, t)
    return Rescored(
        version=newer.version,
        rows=tuple(
            Row(field, field_figures(published, field.id), field_figures(found.figures, field.id))
            for field in newer.fields
        ),
        published=published,
        figures=found.figures,
        lacking=tuple(telling.lacking(found)),
        lost=tuple(telling.lost(found)),
    )


class _Telling:
    """Names newer things by the newer version, earlier ones by the measurement's own."""

    def __init__(self, line: tuple[Instrument, Instrument], between: Lineage, t: Translator) -> None:
        self._own, self._newer = line
        self._between = between
        self._said = Wordings(t.language)
        self._t = t

    def lacking(self, found: Rescoring) -> Iterator[str]:
        for one in found.lacking:
            name, origins = self._name(self._newer, one), self._origins(one)
            if origins:
                earlier = ", ".join(self._name(self._own, each) for each in origins)
                yield self._t("rescored.lacking.replaced", question=name, earlier=earlier)
            else:
                yield self._t("rescored.lacking.new", question=name)

    def lost(self, found: Rescoring) -> Iterator[str]:
        for one in found.lost:
            name, replacing = self._name(self._own, one), self._replacing(one)
            if replacing:
                later = ", ".join(self._name(self._newer, each) for each in replacing)
                yield self._t("rescored.lost.replaced", question=name, later=later)
            else:
                yield self._t("rescored.lost.left", question=name)

    def _origins(self, one: Asked) -> tuple[Asked, ...]:
        questions, ambitions = self._between.questions.replaces, self._between.ambitions.replaces
        return questions.get(QuestionId(one)) or ambitions.get(AmbitionId(one), ())

    def _replacing(self, one: Asked) -> list[Asked]:
        several: list[Succession[QuestionId] | Succession[AmbitionId]] = [
            self._between.questions,
            self._between.ambitions,
        ]
        return [later for each in several for later, origins in each.replaces.items() if one in origins]

    def _name(self, instrument: Instrument, one: Asked) -> str:
        """A question with its number, an ambition question with its value."""
        if one in instrument.questions:
            return thing_name(instrument, one, self._said)
        value = self._said.plain(instrument.value_of[AmbitionId(one)].name)
        return f"{value}: «{thing_name(instrument, one, self._said).rstrip('.')}»"
