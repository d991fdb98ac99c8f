"""What has happened to one action: who, when and what, with what was written on the way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from domain.action_plan import events as happened
from domain.action_plan.state import Action, ActionPlan, evolve
from domain.event import Event
from domain.ids import ActionId, SubjectId
from domain.instrument.model import Instrument
from domain.text import Text
from infra.translation.translator import Translator
from services.web.presenting.replay.action_sentences import Partners, action_sentence


class Happening(msgspec.Struct, frozen=True):
    """`before` is the action as it was before the event; none where it was suggested."""

    event: happened.ActionEvent
    before: Action | None

    @property
    def texts(self) -> tuple[Text, ...]:
        """What was written with the event. Its words and those of an earlier wording are texts of their own."""
        match self.event:
            case happened.ActionSuggested(text=text) | happened.ActionReworded(text=text):
                return (text,)
            case happened.ActionDropped(reason=text):
                return (text,)
            case happened.ActionJudged(words=words) | happened.VerdictRevised(words=words):
                return (words,) if words else ()
            case _:
                return ()


class Told(msgspec.Struct, frozen=True):
    """`alone` names what was written where it stands in the history and nowhere else, and so is erased from there."""

    at: datetime
    who: str
    sentence: str
    written: tuple[Text, ...]
    alone: str


def history_of(events: Sequence[Event], action: ActionId) -> Iterator[Happening]:
    plan = ActionPlan()
    for event in events:
        before, plan = plan.actions.get(action), evolve(plan, event)
        if isinstance(event, happened.ActionEvent) and event.action == action:
            yield Happening(event, before)


def told(
    action: Action,
    history: Sequence[Happening],
    names: Mapping[SubjectId, str],
    t: Translator,
    *,
    instrument: Instrument,
    partners: Partners,
) -> list[Told]:
    return [
        Told(
            at=one.event.at,
            who=names[one.event.by],
            sentence=action_sentence(one.event, one.before, t, instrument, partners),
            written=one.texts,
            alone=_alone(one.event, action, t),
        )
        for one in history
    ]


def _alone(event: happened.ActionEvent, action: Action, t: Translator) -> str:
    match event:
        case happened.ActionDropped() if action.drop_reason is None:
            return t("erasure.kind.drop-reason")
        case happened.ActionJudged() | happened.VerdictRevised() if event.measurement not in action.verdict_words:
            return t("erasure.kind.verdict")
        case _:
            return ""
