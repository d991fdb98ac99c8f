"""One plain sentence for each event of an action."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.action_plan import events as happened
from domain.action_plan.state import Action
from domain.ids import PartnerId, QuestionId
from domain.instrument.model import Instrument
from infra.translation.translator import Translator
from services.web.presenting.replay.naming import question_words

Partners = Mapping[PartnerId, str]
"""The names of a collaboration's partners."""

NO_PARTNERS: Final[Partners] = MappingProxyType({})


def action_sentence(
    event: happened.ActionEvent, action: Action | None, t: Translator, instrument: Instrument, partners: Partners
) -> str:
    """`action` as it was before the event; none where it is suggested."""
    question = event.question if isinstance(event, happened.ActionSuggested) else action.question if action else None
    words = {"question": _at(question, t, instrument)}
    match event:
        case happened.ActionSuggested():
            return t("replay.action.suggested", **words)
        case happened.ActionReworded():
            return t("replay.action.reworded", **words)
        case happened.SuggestionWithdrawn():
            return t("replay.action.withdrawn", **words)
        case happened.ActionPlaced():
            return _placed(event, words, t)
        case happened.ActionAgreed():
            return " ".join([t("replay.action.agreed", **words), *_agreement(event.owner, event.due, t, partners)])
        case happened.AgreementRevised():
            agreed = list(_agreement(event.owner, event.due, t, partners)) or [t("replay.action.nobody")]
            return " ".join([t("replay.action.agreement-revised", **words), *agreed])
        case happened.AgreementWithdrawn():
            return t("replay.action.agreement-withdrawn", **words)
        case happened.ActionStarted():
            return t("replay.action.started", **words)
        case happened.ActionDone():
            return t("replay.action.done", **words)
        case happened.ActionDropped():
            return t("replay.action.dropped", **words)
        case happened.ActionTakenUp():
            return t("replay.action.taken-up", **words)
        case happened.ActionJudged():
            return t("replay.action.judged", **words, verdict=t(f"verdict.{event.verdict}"))
        case happened.VerdictRevised():
            return t("replay.action.verdict-revised", **words, verdict=t(f"verdict.{event.verdict}"))
        case happened.VerdictWithdrawn():
            return t("replay.action.verdict-withdrawn", **words)
        case _:
            raise LookupError(event.TOPIC)


def _at(question: QuestionId | None, t: Translator, instrument: Instrument) -> str:
    """The question, by its number alone where an earlier version of the instrument had it."""
    if question is None:
        return t("replay.action.question.unknown")
    if question not in instrument.questions:
        return t("replay.action.question.earlier", number=question)
    return t("replay.action.question", **question_words(question, t, instrument))


def _placed(event: happened.ActionPlaced, words: Mapping[str, str], t: Translator) -> str:
    placed = [
        *([t(f"cell.{event.cell}")] if event.cell else []),
        *([t("replay.action.phase", phase=t(f"phase.{event.phase}"))] if event.phase else []),
    ]
    if not placed:
        return t("replay.action.unplaced", **words)
    return t("replay.action.placed", **words, where=". ".join(placed))


def _agreement(owner: PartnerId | None, due: date | None, t: Translator, partners: Partners) -> Iterator[str]:
    if owner:
        yield t("replay.action.owner", owner=partners.get(owner) or t("replay.action.owner.gone"))
    if due:
        yield t("replay.action.due", day=t.day(due))
