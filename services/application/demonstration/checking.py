"""What makes a coded case fit to show: it fits the instrument, and every figure says what it rests on.

The rule of coding is in `docs/demonstration.md`. Whether a sentence is strong is a reader's judgement; what can be
checked is that a figure lies on the side of its findings.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.action_plan.decisions import LONGEST_ACTION
from domain.collaboration.decisions import LONGEST_NAME
from domain.instrument.model import Instrument
from domain.scoring.answer import HIGHEST, LOWEST, NOT_RELEVANT, Answer
from domain.text import LONGEST
from services.application.demonstration.coded import (
    Case,
    CodedAction,
    CodedAnswer,
    CodedMeasurement,
    CodedWeight,
    Finding,
)

MIDDLE: Final = 5
OF_ALL_CASES: Final = range(4, 7)
"""What a figure can be that rests on the common findings only."""

OSLO: Final = ZoneInfo("Europe/Oslo")


def problems(case: Case, instrument: Instrument) -> list[str]:
    """One sentence for each thing that is wrong; empty for a sound case."""
    return [*_of_case(case, instrument), *(wrong for one in case.measurements for wrong in _of(one, case, instrument))]


def _of_case(case: Case, instrument: Instrument) -> Iterator[str]:
    own = [finding.key for finding in case.findings]
    yield from (f"{key} is the key of two partners" for key in _repeated([one.key for one in case.partners]))
    yield from (f"{key} is the key of two findings" for key in _repeated([*own, *_keys(case.common_findings)]))
    abouts = {value.id for value in instrument.values} | {field.id for field in instrument.fields}
    for finding in (*case.findings, *case.common_findings):
        if finding.about not in abouts:
            yield f"the finding {finding.key} is about {finding.about}, which is no value and no field"
        if not finding.text.strip() or not finding.chapter.strip():
            yield f"the finding {finding.key} lacks its text or its chapter"
    used = {key for one in case.measurements for _, _, coded in _figures(one) for key in coded.findings}
    yield from (f"the finding {key} is used by no answer" for key in own if key not in used)
    for name in (case.collaboration, *(partner.name for partner in case.partners)):
        if not 0 < len(name) <= LONGEST_NAME:
            yield f"a name has 1 to {LONGEST_NAME} characters: {name}"
    if not case.measurements:
        yield "has no measurement"
    moments = [moment for one in case.measurements for moment in (one.opened, one.closed)]
    if moments != sorted(moments):
        yield "the measurements are not in the order of time"


def _of(measurement: CodedMeasurement, case: Case, instrument: Instrument) -> Iterator[str]:
    yield from _coverage(measurement, instrument)
    findings = {finding.key: finding for finding in (*case.findings, *case.common_findings)}
    common = set(_keys(case.common_findings))
    for number, figure, coded in _figures(measurement):
        yield from _of_reason(number, coded.reason, measurement)
        if isinstance(figure, int) and not LOWEST <= figure <= HIGHEST:
            yield f"{number} is answered with {figure}: answers go from {LOWEST} to {HIGHEST}"
        elif measurement.origin == "coded" and figure != NOT_RELEVANT:
            yield from _of_coding(number, int(figure), coded.findings, findings, common)
    for left_out in measurement.left_out:
        yield from _of_reason(left_out.number, left_out.reason, measurement)
    yield from _of_meeting(measurement, case)
    yield from _of_words(measurement, case, instrument)


def _coverage(measurement: CodedMeasurement, instrument: Instrument) -> Iterator[str]:
    given = [
        *(weight.ambition for weight in measurement.weights),
        *(answer.question for answer in measurement.answers),
        *(left_out.number for left_out in measurement.left_out),
    ]
    asked = [*instrument.ambitions, *instrument.questions]
    yield from (f"{number} is not in the instrument" for number in given if number not in asked)
    yield from (f"{number} is answered or left out twice" for number in _repeated(given))
    yield from (f"{number} is neither answered nor left out" for number in asked if number not in given)


def _of_reason(number: str, reason: str, measurement: CodedMeasurement) -> Iterator[str]:
    if not reason.endswith("."):
        yield f"{number} has no reason, or one that is no sentence"
    if (measurement.origin == "invented") != reason.startswith("Oppdiktet:"):
        yield f"{number} says “Oppdiktet:” in its reason exactly when the measurement is invented"


def _of_coding(
    number: str, figure: int, keys: Sequence[str], findings: Mapping[str, Finding], common: set[str]
) -> Iterator[str]:
    """A coded figure rests on findings of its sign; never at an end of the scale, which no text can carry."""
    unknown = [key for key in keys if key not in findings]
    if unknown or not keys:
        yield (
            f"{number} rests on no finding" if not keys else f"{number} rests on {', '.join(unknown)}: no such finding"
        )
        return
    signs = {findings[key].sign for key in keys}
    if figure in {LOWEST, HIGHEST}:
        yield f"{number} is coded at an end of the scale"
    elif figure > MIDDLE and not signs & {1, 0}:
        yield f"{number} is above the middle and rests on weaknesses only"
    elif figure < MIDDLE and not signs & {-1, 0}:
        yield f"{number} is below the middle and rests on strengths only"
    elif figure == MIDDLE and not (0 in signs or {1, -1} <= signs):
        yield f"{number} is in the middle and rests on one side only"
    if set(keys) <= common and figure not in OF_ALL_CASES:
        yield f"{number} rests on what is said of all cases only, and is not 4, 5 or 6"


def _of_meeting(measurement: CodedMeasurement, case: Case) -> Iterator[str]:
    partners = {partner.key for partner in case.partners}
    for group in measurement.participants:
        if group.partner not in partners or group.number < 1 or not group.role.strip():
            yield f"the participants “{group.role}” lack a number, a role or a partner"
    if not measurement.participants:
        yield "nobody took part in a measurement"
    if not timedelta() < measurement.closed - measurement.opened < timedelta(days=1):
        yield f"the measurement of {measurement.opened.date()} does not close after it opened, on the same day"
    for moment in (measurement.opened, measurement.closed):
        if moment.utcoffset() != moment.astimezone(OSLO).utcoffset():
            yield f"{moment.isoformat()} is not written in the time of Oslo"


def _of_words(measurement: CodedMeasurement, case: Case, instrument: Instrument) -> Iterator[str]:
    for comment in measurement.comments:
        if comment.question not in instrument.questions or not 0 < len(comment.text.strip()) <= LONGEST:
            yield f"a comment is at {comment.question}, which is no question, or has no words or too many"
    for action in measurement.actions:
        yield from _of_action(action, measurement, case, instrument)


def _of_action(action: CodedAction, measurement: CodedMeasurement, case: Case, instrument: Instrument) -> Iterator[str]:
    where = f"the action “{action.text}”"
    if action.question not in instrument.questions:
        yield f"{where} is at {action.question}, which is no question"
    if not 0 < len(action.text.strip()) <= LONGEST_ACTION:
        yield f"{where} has no words, or too many"
    yield from _of_reason(where, action.reason, measurement)
    agreed = action.status == "agreed"
    if agreed != (action.owner is not None) or agreed != (action.due is not None):
        yield f"{where} has an owner and a due date exactly when it is agreed"
    if action.owner is not None and action.owner not in {partner.key for partner in case.partners}:
        yield f"{where} is owned by {action.owner}, which is no partner"
    if action.due is not None and action.due <= measurement.closed.date():
        yield f"{where} is due before the measurement closed"


def _figures(measurement: CodedMeasurement) -> Iterator[tuple[str, Answer, CodedWeight | CodedAnswer]]:
    for weight in measurement.weights:
        yield weight.ambition, weight.weight, weight
    for answer in measurement.answers:
        yield answer.question, answer.answer, answer


def _keys(findings: Sequence[Finding]) -> list[str]:
    return [finding.key for finding in findings]


def _repeated(keys: Sequence[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
