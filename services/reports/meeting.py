"""The next meeting of a collaboration: what its page and its paper show, gathered once for both."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from domain.action_plan.state import Action
from domain.agenda import FAR_APART
from domain.collaboration.state import Collaboration
from domain.event import Event
from domain.happenings import Happening, between
from domain.ids import CollaborationId, MeasurementId, QuestionId, TenantId
from domain.instrument.model import Instrument
from domain.measurement.state import Measurement
from domain.meeting import Item, given, proposed
from domain.scoring.answer import Answer
from domain.scoring.tally import POINTS
from domain.text import Text
from infra.instruments import InstrumentLibrary
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from projections.actions.queries import actions
from projections.measurements.queries import Measured
from services.reports.background import background_of
from services.reports.comparison import Comparison, compare_by
from services.reports.figures import Focus, figures_of, focus_list
from services.reports.happened import texts_of
from services.reports.sources import Sources
from services.reports.words import Words

SHOWN = 10
"""Of the focus list, as in the report."""


class Talk(msgspec.Struct, frozen=True):
    """A question of the focus list, and what there is to know before talking about it.

    `apart` is from the lowest to the highest private answer, where they were revealed and lay apart. `last_time` is
    the answer before, where the same question was answered then.
    """

    focus: Focus
    apart: tuple[int, int] | None
    last_time: Answer | None
    said: Text | None
    under_way: tuple[Action, ...]


class Latest(msgspec.Struct, frozen=True):
    """The last closed measurement. `beside` has others beside it: the one before, and those that actions came from."""

    measured: Measured
    instrument: Instrument
    beside: Mapping[MeasurementId, Comparison]
    before: MeasurementId | None

    @property
    def state(self) -> Measurement:
        return self.measured.state

    def is_about(self, action: Action, question: QuestionId) -> bool:
        """Whether the action hangs on this question, whatever number it had when the action was suggested."""
        if action.measurement == self.measured.id:
            return action.question == question
        found = self.beside.get(action.measurement)
        return found is not None and found.continues.get(question) == action.question


class Meeting(msgspec.Struct, frozen=True):
    """`latest` is `None` before the first closed measurement: then there is no agenda, and nothing to talk about yet.

    `actions` are those under way, the nearest date first and so the overdue ones before all others. `items` are the
    agenda with the minutes that were asked for.
    """

    workspace: str
    collaboration: Collaboration
    latest: Latest | None
    talks: tuple[Talk, ...]
    actions: tuple[Action, ...]
    happened: tuple[Happening, ...]
    items: tuple[Item, ...]
    words: Words
    at: datetime


async def gather_meeting(
    sources: Sources,
    tenant: TenantId,
    which: CollaborationId,
    minutes: Mapping[str, int],
    t: Translator,
    *,
    at: datetime,
) -> Meeting:
    """As things are `at` this moment, by the read models. Raises `MeasurementIsMissing` of an unknown collaboration."""
    known = await background_of(sources, tenant, which)
    async with sources.database.reading(tenant) as connection:
        planned = await actions(connection, tenant, which)
    under_way = tuple(sorted((one for one in planned if one.is_under_way), key=lambda one: one.due or date.max))
    latest = await _latest(sources.instruments, known.series, under_way, known.events) if known.series else None
    talks = _talks(latest, under_way) if latest else ()
    happened = between(known.past, latest.state.started_at) if latest else ()
    focus = [one.focus.question.id for one in talks]
    return Meeting(
        workspace=known.workspace,
        collaboration=known.collaboration,
        latest=latest,
        talks=talks,
        actions=under_way,
        happened=happened,
        items=given(proposed(focus, len(happened), len(under_way)), minutes) if latest else (),
        words=await Words.of(sources, tenant, _texts(talks, under_way, happened), t),
        at=at,
    )


async def _latest(
    instruments: InstrumentLibrary, series: Sequence[Measured], under_way: Sequence[Action], events: Sequence[Event]
) -> Latest:
    *earlier, last = series
    before = earlier[-1].id if earlier else None
    named = {before, *(one.measurement for one in under_way)}
    return Latest(
        measured=last,
        instrument=await instruments.by_hash(last.state.instrument_sha256),
        beside={
            one.id: await compare_by(instruments, events, one.state, last.state) for one in earlier if one.id in named
        },
        before=before,
    )


def _talks(latest: Latest, under_way: Sequence[Action]) -> tuple[Talk, ...]:
    """Highest priority first."""
    state, figures = latest.state, figures_of(latest.state, latest.instrument)
    before = latest.beside[latest.before].answers if latest.before else {}
    return tuple(
        Talk(
            focus=one,
            apart=_apart(state, one.question.id),
            last_time=before.get(one.question.id),
            said=state.comments[one.question.id].text if one.question.id in state.comments else None,
            under_way=tuple(action for action in under_way if latest.is_about(action, one.question.id)),
        )
        for one in focus_list(latest.instrument, figures)[:SHOWN]
    )


def _apart(state: Measurement, question: QuestionId) -> tuple[int, int] | None:
    tally = state.tallies.get(question)
    told = [point for point, count in zip(POINTS, tally.counts, strict=True) if count] if tally and tally.counts else []
    return (min(told), max(told)) if told and max(told) - min(told) >= FAR_APART else None


def _texts(talks: Sequence[Talk], under_way: Sequence[Action], happened: Sequence[Happening]) -> list[Text | None]:
    return [*(one.said for one in talks), *(one.text for one in under_way), *texts_of(happened)]


def grounds(talk: Talk, words: Callable[[Text | None], str], t: Translator) -> list[str]:
    """Why a question is on the list, and what is known of it, in a sentence each."""
    figures = talk.focus.figures
    said = [t("meeting.ground.gap", weighting=t.score(figures.weighting), answer=str(figures.answer))]
    if talk.apart:
        lowest, highest = talk.apart
        said.append(t("meeting.ground.apart", lowest=lowest, highest=highest))
    if isinstance(talk.last_time, int):
        same = talk.last_time == figures.answer
        said.append(t("meeting.ground.same") if same else t("meeting.ground.last-time", answer=talk.last_time))
    said += [t("meeting.ground.action", action=words(one.text)) for one in talk.under_way]
    return said if talk.under_way else [*said, t("meeting.ground.no-action")]


def owner_of(action: Action, found: Collaboration) -> str:
    """A partner's name; empty where nobody has taken it on, or the partner has left."""
    partner = found.partners.get(action.owner) if action.owner else None
    return partner.name if partner else ""


def due_of(action: Action, at: datetime, t: Translator) -> str:
    """Empty without a date; in words where it has passed."""
    if action.due is None:
        return ""
    day = t.day(action.due)
    return t("acting.due.passed", day=day) if action.is_overdue(day_of(at)) else day
