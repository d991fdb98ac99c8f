"""What the time is proposed to be spent on, in words: what was typed of the time, and why each question is there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from domain.action_plan.state import Action, Status
from domain.agenda import Entry, Reason, Standing, room_for, standing
from domain.ids import ActionId, QuestionId
from domain.instrument.model import Instrument, Question
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.figure_name import FigureName, Kind
from infra.translation.translator import Translator
from services.reports.origins import Origin
from services.web.forms import FieldIsUnreadable, Form

MINUTES: Final = "minutes"
EACH: Final = "each"
USUAL: Final[Mapping[str, int]] = {MINUTES: 30, EACH: 5}
LIMITS: Final[Mapping[str, range]] = {MINUTES: range(601), EACH: range(1, 61)}


class Asked(msgspec.Struct, frozen=True):
    """The time as it was typed, and what of it can't be read: field name to words. `room` counts questions."""

    fields: Mapping[str, str]
    errors: Mapping[str, str]
    room: int


class Ground(msgspec.Struct, frozen=True):
    """A reason in words. `href` leads to what its figures are made of, and is empty where there are none."""

    words: str
    href: str = ""
    label: str = ""


class Proposal(msgspec.Struct, frozen=True):
    question: Question
    standing: str
    grounds: tuple[Ground, ...]


class Other(msgspec.Struct, frozen=True):
    """A question that is not among the proposed ones."""

    question: Question
    standing: str


def read_time(query: Mapping[str, str], t: Translator) -> Asked:
    """What was not typed is as usual."""
    form = Form({name: query.get(name, "").strip() or str(usual) for name, usual in USUAL.items()})
    found = {name: _within(form, name) for name in USUAL}
    errors = {name: t(f"agenda.time.{name}.error") for name, number in found.items() if number is None}
    return Asked(form.typed, errors, room=room_for(found[MINUTES] or 0, found[EACH] or USUAL[EACH]))


def _within(form: Form, name: str) -> int | None:
    try:
        number = form.number(name)
    except FieldIsUnreadable:
        return None
    return number if number in LIMITS[name] else None


def acted_on(concerning: Iterable[Action], origins: Mapping[ActionId, Origin]) -> set[QuestionId]:
    """Questions with something suggested or chosen in this measurement, or still under way from an earlier one."""
    found = {origins[action.id].here for action in concerning if action.status is not Status.DROPPED}
    return {question for question in found if question}


def has_grounds(state: Measurement, earlier: Mapping[QuestionId, Answer]) -> bool:
    """Whether there is anything to go by."""
    return bool(state.weights or state.answers or state.tallies or earlier)


def proposals(
    entries: Sequence[Entry], state: Measurement, instrument: Instrument, home: str, t: Translator
) -> list[Proposal]:
    return [
        Proposal(
            question=instrument.questions[entry.question],
            standing=_standing(state, entry.question, t),
            grounds=tuple(_ground(reason, entry, home, t) for reason in _told(entry)),
        )
        for entry in entries
    ]


def others(proposed: Collection[QuestionId], state: Measurement, instrument: Instrument, t: Translator) -> list[Other]:
    """All the rest, in the instrument's order."""
    return [
        Other(question=question, standing=_standing(state, key, t))
        for key, question in instrument.questions.items()
        if key not in proposed
    ]


def _standing(state: Measurement, question: QuestionId, t: Translator) -> str:
    answer = state.agreed.get(question)
    found = standing(answer, state.tallies.get(question))
    if found is Standing.AGREED and isinstance(answer, int):
        return t("agenda.standing.agreed", answer=answer)
    return t(f"agenda.standing.{found}")


def _told(entry: Entry) -> list[Reason]:
    """That nobody has talked about it is its standing already; alone, what it weighs says more."""
    if entry.reasons == (Reason.UNTOUCHED,) and entry.weighting is None:
        return []
    return [one for one in entry.reasons if one is not Reason.UNTOUCHED] or [Reason.UNTOUCHED]


def _ground(reason: Reason, entry: Entry, home: str, t: Translator) -> Ground:
    given: dict[str, str | int] = {"weighting": t.score(entry.weighting)}
    if entry.answer is not None:
        given["answer"] = t.score(entry.answer) if entry.answer.denominator > 1 else int(entry.answer)
    if entry.lowest is not None and entry.highest is not None:
        given |= {"lowest": entry.lowest, "highest": entry.highest}
    fitting = t.fitting(f"agenda.reason.{reason}", {"answer": "", "lowest": "", "highest": ""} | given)
    words = t(f"agenda.reason.{reason}", **fitting)
    if "weighting" not in fitting:
        return Ground(words)
    kind = Kind.PRIORITY if reason is Reason.NO_ACTION else Kind.IMPORTANCE
    label = t(f"why.link.{kind}", figure=words, name=entry.question)
    return Ground(words, f"{home}/why/{FigureName(kind, entry.question)}", label)
