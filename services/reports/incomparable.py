"""What keeps figures from being compared, in plain words: for pages and paper alike."""

from collections.abc import Iterator, Mapping

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


def marks(comparison: Comparison, fields: tuple[Field, ...], t: Translator) -> Mapping[FieldId, str]:
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
        t, found = self._t, self._found
        if found.questions and not found.continuing:
            yield Remark(Kind.QUESTIONS, t("comparability.questions"), t("comparability.questions.nothing"))
        elif found.questions:
            yield self._remark(Kind.QUESTIONS, *(line for one in found.questions for line in self._questions(one)))
        if found.markers and found.continuing:
            yield self._remark(Kind.MARKERS, *self._markers(found.markers))
        if found.weights and found.continuing:
            yield self._remark(Kind.WEIGHTS, *self._weights(found.weights))
        if found.partners:
            yield self._remark(Kind.PARTNERS, *self._partners(found.partners))
        if found.scoring:
            versions = {"earlier": str(found.scoring.earlier), "later": str(found.scoring.later)}
            yield Remark(Kind.SCORING, t("comparability.scoring"), t("comparability.scoring.lead", **versions))

    def _remark(self, kind: Kind, *lines: str) -> Remark:
        t = self._t
        return Remark(kind, t(f"comparability.{kind}"), t(f"comparability.{kind}.lead"), lines)

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
