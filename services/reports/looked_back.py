"""What became of the actions from an earlier measurement: the scores they aimed at, and what the group said of them.

Nothing is claimed to have come of an action. Whether it helped is the group's to say, in its own words.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.action_plan.events import Verdict
from domain.action_plan.since import Meeting, since_last_time
from domain.action_plan.state import Action
from domain.event import Event
from domain.ids import MeasurementId
from domain.instrument.model import Question
from domain.text import Text
from infra.instruments import InstrumentLibrary
from infra.translation.translator import Translator
from projections.measurements.queries import Measured
from services.reports.aims import Beside, Scores
from services.reports.comparison import Comparison, compare_by
from services.reports.origins import Origin, origin_of
from services.reports.over_time import OverTime


class Said(msgspec.Struct, frozen=True):
    """In the measurement that was begun at `at`."""

    at: datetime
    verdict: Verdict
    words: Text | None


class LookedBack(msgspec.Struct, frozen=True):
    """`asked` is the question it hangs on, as it was asked when the action was suggested; `None` where that is lost.

    `then` is when it was agreed, `None` where there are no figures of that question from then; `scores` are empty
    there too.
    """

    action: Action
    asked: Question | None
    then: datetime | None
    scores: tuple[Beside, ...]
    said: tuple[Said, ...]


def actions_since(over: OverTime, plan: Sequence[Event]) -> list[Action]:
    """Those that the last of the measurements looks back on, from the first; as they stood when it was closed."""
    first, last = over.measured[0], over.measured[-1]
    return since_last_time(plan, Meeting(first.id, first.state.first_closed_at), Meeting(last.id, last.state.closed_at))


async def look_back(
    instruments: InstrumentLibrary,
    over: OverTime,
    actions: Sequence[Action],
    t: Translator,
    *,
    series: Sequence[Measured],
    suggested_in: Mapping[MeasurementId, Measured],
    events: Sequence[Event],
) -> tuple[LookedBack, ...]:
    """`series` are all that can be looked back to, `events` the collaboration's."""
    last, found = over.measured[-1], {one.id: one for one in series}
    scores = Scores(last.state, over.instrument, t)
    named = {one.agreed_in or one.measurement for one in actions} & found.keys()
    then = {which: await compare_by(instruments, events, found[which].state, last.state) for which in named}
    listed = list[LookedBack]()
    for one in actions:
        agreed_in = one.agreed_in or one.measurement
        origin = await origin_of(instruments, one, suggested_in.get(one.measurement), found.get(agreed_in))
        listed.append(_looked_back(one, origin, then.get(agreed_in), scores, found))
    return tuple(listed)


def _looked_back(
    action: Action, origin: Origin, then: Comparison | None, scores: Scores, series: Mapping[MeasurementId, Measured]
) -> LookedBack:
    said = [
        Said(series[which].state.started_at, verdict, action.verdict_words.get(which))
        for which, verdict in action.verdicts.items()
        if which in series
    ]
    return LookedBack(
        action=action,
        asked=origin.question,
        then=then.measurement.started_at if then and origin.here else None,
        scores=tuple(scores.beside(origin.here, then)) if then and origin.here else (),
        said=tuple(sorted(said, key=lambda one: one.at)),
    )
