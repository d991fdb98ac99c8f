"""From the files to the demonstration's cases, checked strictly against the instrument.

In a file, questions that share the reason why they are left out stand together under it; and a second measurement
names together the answers that the group kept.
"""

import tomllib
from importlib.resources import files
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from domain.instrument.model import Instrument
from domain.themes import Theme
from services.application.demonstration.checking import problems
from services.application.demonstration.coded import (
    Case,
    CodedAction,
    CodedAnswer,
    CodedMeasurement,
    CodedWeight,
    Comment,
    Finding,
    LeftOut,
    Moment,
    Municipality,
    Origin,
    Participants,
    Partner,
)

Read = TypeVar("Read")

CASES: Final = (
    "arendal-bymisjon",
    "asker-sib",
    "steinkjer-friskgarden",
    "steinkjer-noen",
    "trondheim-joda",
    "tranoy-safegroup",
    "roskilde-insp",
)


class CaseIsBroken(Exception):
    """A case's file can't be used as it stands; each line of the message is one thing that is wrong with it."""

    def __init__(self, case: str, wrong: list[str]) -> None:
        super().__init__("\n".join(f"{case}: {one}" for one in wrong))
        self.wrong = wrong


class Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for all cases: what the figures of each origin are, and the report's findings on all of them."""

    notes: dict[Origin, str]
    findings: tuple[Finding, ...]


class Together(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions and ambitions that have one reason."""

    numbers: tuple[str, ...]
    reason: str


class _MeasurementFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    origin: Origin
    opened: Moment
    closed: Moment
    participants: tuple[Participants, ...]
    place: str | None = None
    weights: tuple[CodedWeight, ...] = ()
    answers: tuple[CodedAnswer, ...] = ()
    unchanged: tuple[Together, ...] = ()
    left_out: tuple[Together, ...] = ()
    comments: tuple[Comment, ...] = ()
    actions: tuple[CodedAction, ...] = ()


class _CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    workspace: str
    municipality: Municipality
    collaboration: str
    theme: Theme
    purpose: str
    target_group: str
    heard: str
    chapter: str
    partners: tuple[Partner, ...]
    findings: tuple[Finding, ...]
    measurements: tuple[_MeasurementFile, ...]
    note: str | None = None


def read_cases(instrument: Instrument) -> tuple[Case, ...]:
    """All seven, in the order of `CASES`. Raises `CaseIsBroken`."""
    home = files("services.application.demonstration")
    common = read_common(home.joinpath("common.toml").read_text(encoding="utf-8"))
    texts = ((case, home.joinpath("cases", f"{case}.toml").read_text(encoding="utf-8")) for case in CASES)
    return tuple(read_case(case, text, common, instrument) for case, text in texts)


def read_common(toml: str) -> Common:
    return _converted("common", toml, Common)


def read_case(case: str, toml: str, common: Common, instrument: Instrument) -> Case:
    """One case, whose answers rest on its findings and on the common ones. Raises `CaseIsBroken`."""
    file = _converted(case, toml, _CaseFile)
    measurements: list[CodedMeasurement] = []
    for one in file.measurements:
        earlier = measurements[-1] if measurements else None
        measurements.append(_measurement(one, earlier, common.notes[one.origin], instrument))
    read = Case(
        id=file.id,
        workspace=file.workspace,
        municipality=file.municipality,
        collaboration=file.collaboration,
        theme=file.theme,
        purpose=file.purpose,
        target_group=file.target_group,
        heard=file.heard,
        note=file.note,
        chapter=file.chapter,
        partners=file.partners,
        findings=file.findings,
        common_findings=common.findings,
        measurements=tuple(measurements),
    )
    if wrong := problems(read, instrument):
        raise CaseIsBroken(case, wrong)
    return read


def _converted(case: str, toml: str, kind: type[Read]) -> Read:
    try:
        return msgspec.convert(tomllib.loads(toml), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CaseIsBroken(case, [str(error)]) from error


def _measurement(
    file: _MeasurementFile, earlier: CodedMeasurement | None, note: str, instrument: Instrument
) -> CodedMeasurement:
    """In the instrument's order, with what was kept from `earlier`. What was not there to keep is missing here too."""
    place: dict[str, int] = {number: at for at, number in enumerate((*instrument.ambitions, *instrument.questions))}
    kept = {number: together.reason for together in file.unchanged for number in together.numbers}
    weights, answers = list(file.weights), list(file.answers)
    if earlier is not None:
        weights += [replace(one, reason=kept[one.ambition]) for one in earlier.weights if one.ambition in kept]
        answers += [replace(one, reason=kept[one.question]) for one in earlier.answers if one.question in kept]
    left_out = [LeftOut(number, together.reason) for together in file.left_out for number in together.numbers]
    return CodedMeasurement(
        origin=file.origin,
        note=note,
        opened=file.opened,
        closed=file.closed,
        place=file.place,
        participants=file.participants,
        weights=tuple(sorted(weights, key=lambda one: place.get(one.ambition, len(place)))),
        answers=tuple(sorted(answers, key=lambda one: place.get(one.question, len(place)))),
        left_out=tuple(sorted(left_out, key=lambda one: place.get(one.number, len(place)))),
        comments=file.comments,
        actions=file.actions,
    )
