"""What keeps figures from being compared, in plain words: for pages and paper alike."""

from collections.abc import Iterator

import msgspec

from domain.comparability import Comparability, Kind, OtherMarkers, OtherPartners, OtherQuestions, OtherWeights
from domain.ids import FieldId, QuestionId
from domain.instrument.model import Field, Instrument, worded
from infra.translation.translator import Translator
from services.reports.comparison import Comparison


class Remark(msgspec.Struct, frozen=True):
    """One reason: what it concerns, and a line for each thing that is other than before."""

    kind: Kind
    title: str
    lead: str
    lines: tuple[str, ...] = ()


def remarks(comparison: Comparison, later: Instrument, t: Translator) -> tuple[Remark, ...]:
    """None where everything can be compared."""
    return tuple(_Telling(comparison, later, t).remarks())


def marks(comparison: Comparison, fields: tuple[Field, ...], t: Translator) -> dict[FieldId, str]:
    """The fields whose scores can't be compared, each with why in a word or two."""
    found = {field.id: comparison.found.score_of(field.id) for field in fields}
    return {field: t(f"comparability.short.{kind}") for field, kind in found.items() if kind}


def thickness_mark(found: Comparability, t: Translator) -> str | None:
    return t(f"comparability.short.{found.thickness}") if found.thickness else None


class _Telling:
    """Later things are named by the later version, earlier ones by the earlier."""

    def __init__(self, comparison: Comparison, later: Instrument, t: Translator) -> None:
        self._found = comparison.found
        self._earlier = comparison.instrument
        self._later = later
        self._t = t

    def remarks(self) -> Iterator[Remark]:
        """Where nothing continues at all, what follows from that is not told apart."""
        found, t = self._found, self._t
        for kind in found.reasons:
            if found.continuing or kind not in {Kind.QUESTIONS, Kind.MARKERS, Kind.WEIGHTS}:
                yield Remark(kind, t(f"comparability.{kind}"), self._lead(kind), tuple(self._lines(kind)))
            elif kind is Kind.QUESTIONS:
                yield Remark(kind, t("comparability.questions"), t("comparability.questions.nothing"))

    def _lead(self, kind: Kind) -> str:
        t, scoring = self._t, self._found.scoring
        if kind is Kind.SCORING and scoring:
            return t("comparability.scoring.lead", earlier=str(scoring.earlier), later=str(scoring.later))
        return t(f"comparability.{kind}.lead")

    def _lines(self, kind: Kind) -> Iterator[str]:
        found = self._found
        if kind is Kind.QUESTIONS:
            yield from (line for one in found.questions for line in self._questions(one))
        if kind is Kind.MARKERS and found.markers:
            yield from self._markers(found.markers)
        if kind is Kind.WEIGHTS and found.weights:
            yield from self._weights(found.weights)
        if kind is Kind.PARTNERS and found.partners:
            yield from self._partners(found.partners)

    def _questions(self, others: OtherQuestions) -> Iterator[str]:
        t = self._t
        field = next(worded(one.name, t.language)[0] for one in self._later.fields if one.id == others.field)
        for question, several in others.replaced.items():
            earlier = ", ".join(self._then(one) for one in several)
            yield t("comparability.replaced", field=field, question=self._now(question), earlier=earlier)
        for question in others.entered:
            yield t("comparability.entered", field=field, question=self._now(question))
        for question in others.left:
            yield t("comparability.left", field=field, question=self._then(question))

    def _markers(self, others: OtherMarkers) -> Iterator[str]:
        t = self._t
        yield from (t("comparability.markers.entered", question=self._now(one)) for one in others.entered)
        yield from (t("comparability.markers.left", question=self._then(one)) for one in others.left)

    def _weights(self, others: OtherWeights) -> Iterator[str]:
        t = self._t
        yield from (t("comparability.weights.question", question=self._now(one)) for one in others.questions)
        names = {value.id: worded(value.name, t.language)[0] for value in self._later.values}
        yield from (t("comparability.weights.value", value=names[one]) for one in others.values)

    def _partners(self, others: OtherPartners) -> Iterator[str]:
        t = self._t
        yield from (t("comparability.partners.joined", partner=one) for one in others.joined)
        yield from (t("comparability.partners.left", partner=one) for one in others.left)
        yield from (t("comparability.partners.now", sector=t(f"sector.{one}")) for one in others.sectors_now)
        yield from (t("comparability.partners.then", sector=t(f"sector.{one}")) for one in others.sectors_then)

    def _now(self, question: QuestionId) -> str:
        return f"{question} {worded(self._later.questions[question].name, self._t.language)[0]}"

    def _then(self, question: QuestionId) -> str:
        return f"{question} {worded(self._earlier.questions[question].name, self._t.language)[0]}"
