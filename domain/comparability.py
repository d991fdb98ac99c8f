"""What keeps the figures of two measurements of one collaboration from being laid side by side: reasons, no prose.

Comparable means no reason. What each reason concerns: `docs/scoring.md`, “What can be compared”.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

import msgspec

from domain.ids import FieldId, QuestionId, ValueId
from domain.instrument.continuation import Lineage
from domain.instrument.model import Field, Instrument, Question
from domain.sectors import Sector


class Occasion(msgspec.Struct, frozen=True):
    """One measurement, as far as it decides what its figures can be compared with.

    `partners` are the collaboration's by name, `None` where that is not known. `sectors` had people there; none where
    nobody was counted.
    """

    instrument: Instrument
    scoring_version: int
    partners: tuple[str, ...] | None
    sectors: frozenset[Sector]


class Kind(StrEnum):
    """Why something is not comparable, in one word."""

    QUESTIONS = "questions"
    MARKERS = "markers"
    WEIGHTS = "weights"
    PARTNERS = "partners"
    SCORING = "scoring"


class OtherQuestions(msgspec.Struct, frozen=True):
    """Of a field: later questions that `entered`, earlier ones that `left`, and which later ones `replaced` which.

    A question that moved from one field to another left the one and entered the other.
    """

    field: FieldId
    entered: tuple[QuestionId, ...]
    left: tuple[QuestionId, ...]
    replaced: Mapping[QuestionId, tuple[QuestionId, ...]]


class OtherMarkers(msgspec.Struct, frozen=True):
    """Questions that thickness is figured from at one of the times only: later ids, and earlier ones."""

    entered: tuple[QuestionId, ...]
    left: tuple[QuestionId, ...]


class OtherWeights(msgspec.Struct, frozen=True):
    """`questions` continue (later ids), and are linked to the values otherwise; `values` have other ambition questions.

    The score rests on neither.
    """

    questions: tuple[QuestionId, ...]
    values: tuple[ValueId, ...]


class OtherPartners(msgspec.Struct, frozen=True):
    """Partners that joined and left in between, by name, and sectors that had people there at one of the times only."""

    joined: tuple[str, ...]
    left: tuple[str, ...]
    sectors_now: tuple[Sector, ...]
    sectors_then: tuple[Sector, ...]


class OtherScoring(msgspec.Struct, frozen=True):
    """The versions of the formulas."""

    earlier: int
    later: int


class Comparability(msgspec.Struct, frozen=True):
    """`questions` has the fields with others than before. `continuing` counts the questions that go on."""

    continuing: int
    questions: tuple[OtherQuestions, ...] = ()
    markers: OtherMarkers | None = None
    weights: OtherWeights | None = None
    partners: OtherPartners | None = None
    scoring: OtherScoring | None = None

    @property
    def reasons(self) -> tuple[Kind, ...]:
        found = {
            Kind.QUESTIONS: self.questions,
            Kind.MARKERS: self.markers,
            Kind.WEIGHTS: self.weights,
            Kind.PARTNERS: self.partners,
            Kind.SCORING: self.scoring,
        }
        return tuple(kind for kind, reason in found.items() if reason)

    def score_of(self, field: FieldId) -> Kind | None:
        """What keeps the field's two scores from being subtracted. Other partners do not: the field is the same."""
        if self.scoring:
            return Kind.SCORING
        return Kind.QUESTIONS if any(one.field == field for one in self.questions) else None

    def weighting_of(self, field: Field) -> Kind | None:
        """As `score_of`, of the field's weighting. `field` is the later version's."""
        others = self.weights
        asked = {question.id for question in field.questions}
        linked = {value for question in field.questions for value, share in question.links.items() if share}
        if self.score_of(field.id) is None and others and (asked & {*others.questions} or linked & {*others.values}):
            return Kind.WEIGHTS
        return self.score_of(field.id)

    @property
    def thickness(self) -> Kind | None:
        """As `score_of`, of thickness."""
        if self.scoring:
            return Kind.SCORING
        return Kind.MARKERS if self.markers else None


def comparability(earlier: Occasion, later: Occasion, between: Lineage) -> Comparability:
    continues = between.questions.continues
    return Comparability(
        continuing=len(continues),
        questions=tuple(_other_questions(earlier.instrument, later.instrument, between)),
        markers=_other_markers(earlier.instrument, later.instrument, continues),
        weights=_other_weights(earlier.instrument, later.instrument, between),
        partners=_other_partners(earlier, later),
        scoring=None
        if earlier.scoring_version == later.scoring_version
        else OtherScoring(earlier.scoring_version, later.scoring_version),
    )


def _other_questions(earlier: Instrument, later: Instrument, between: Lineage) -> Iterable[OtherQuestions]:
    fields = {field.id: field for field in earlier.fields}
    for field in later.fields:
        before = fields.get(field.id)
        then = tuple(question.id for question in before.questions) if before else ()
        found = _in_field(field, then, between)
        if found.entered or found.left or found.replaced:
            yield found


def _in_field(field: Field, then: tuple[QuestionId, ...], between: Lineage) -> OtherQuestions:
    continues = between.questions.continues
    others = [question.id for question in field.questions if continues.get(question.id) not in then]
    replaced = {one: between.questions.replaces[one] for one in others if one in between.questions.replaces}
    gone = {
        *(continues[question.id] for question in field.questions if question.id in continues),
        *(one for several in replaced.values() for one in several),
    }
    return OtherQuestions(
        field=field.id,
        entered=tuple(one for one in others if one not in replaced),
        left=tuple(one for one in then if one not in gone),
        replaced=replaced,
    )


def _other_markers(
    earlier: Instrument, later: Instrument, continues: Mapping[QuestionId, QuestionId]
) -> OtherMarkers | None:
    then, now = _markers(earlier), _markers(later)
    go_on = {continues[one] for one in now if one in continues}
    entered = tuple(one for one in now if continues.get(one) not in then)
    left = tuple(one for one in then if one not in go_on)
    return OtherMarkers(entered, left) if entered or left else None


def _markers(instrument: Instrument) -> tuple[QuestionId, ...]:
    return tuple(question.id for question in instrument.questions.values() if question.thickness)


def _other_weights(earlier: Instrument, later: Instrument, between: Lineage) -> OtherWeights | None:
    questions = tuple(
        one
        for one, origin in between.questions.continues.items()
        if _is_linked_otherwise(later.questions[one], earlier.questions[origin])
    )
    then = {value.id: [ambition.id for ambition in value.ambitions] for value in earlier.values}
    values = tuple(
        value.id
        for value in later.values
        if {between.ambitions.continues.get(ambition.id) for ambition in value.ambitions} != set(then.get(value.id, ()))
    )
    return OtherWeights(questions, values) if questions or values else None


def _is_linked_otherwise(later: Question, earlier: Question) -> bool:
    """The same links are the same shares, without reckoning them: most questions of most pairs."""
    return later.links != earlier.links and _shares(later) != _shares(earlier)


def _shares(question: Question) -> Mapping[ValueId, Fraction]:
    """How much of the question's weighting is each value's: twice all coefficients is the same weighting."""
    whole = sum(question.links.values())
    return {value: Fraction(coefficient, whole) for value, coefficient in question.links.items() if coefficient}


def _other_partners(earlier: Occasion, later: Occasion) -> OtherPartners | None:
    """A partner is known by its name, as the collaboration knows it: taken out and put in again, it is the same."""
    joined = left = tuple[str, ...]()
    if earlier.partners is not None and later.partners is not None:
        joined, left = _only(later.partners, earlier.partners), _only(earlier.partners, later.partners)
    now = then = tuple[Sector, ...]()
    if earlier.sectors and later.sectors:
        now = tuple(one for one in Sector if one in later.sectors - earlier.sectors)
        then = tuple(one for one in Sector if one in earlier.sectors - later.sectors)
    return OtherPartners(joined, left, now, then) if joined or left or now or then else None


def _only(here: tuple[str, ...], there: tuple[str, ...]) -> tuple[str, ...]:
    others = {name.casefold() for name in there}
    return tuple(name for name in here if name.casefold() not in others)
