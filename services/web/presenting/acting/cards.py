"""The actions of a collaboration in columns: by how far they have come, by the matrix, by the phase of the change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Action, Status
from domain.collaboration.state import Partner
from domain.ids import MeasurementId, PartnerId
from domain.instrument.model import Instrument, worded
from infra.translation.translator import Translator
from services.web.opening import Opened


class View(StrEnum):
    BOARD = "board"
    MATRIX = "matrix"
    CYCLE = "cycle"


class Card(msgspec.Struct, frozen=True):
    """`owner` is a partner's name, empty where nobody has taken it on or the partner has left."""

    action: Action
    text: str
    erased: bool
    origin: str
    owner: str
    due: str


class Column(msgspec.Struct, frozen=True):
    """`key` names the column in the page; `name` is what it is called."""

    key: str
    name: str
    cards: tuple[Card, ...]


class Cards:
    """Makes the cards of one page. `instruments` are by the measurement that an action was suggested in."""

    def __init__(
        self,
        partners: Mapping[PartnerId, Partner],
        instruments: Mapping[MeasurementId, Instrument],
        opened: Opened,
        today: date,
        t: Translator,
    ) -> None:
        self._partners = partners
        self._instruments = instruments
        self._opened = opened
        self._today = today
        self._t = t

    def card(self, action: Action) -> Card:
        partner = self._partners.get(action.owner) if action.owner else None
        return Card(
            action=action,
            text=self._opened(action.text),
            erased=self._opened.is_erased(action.text),
            origin=self._origin(action),
            owner=partner.name if partner else "",
            due=self._due(action),
        )

    def _origin(self, action: Action) -> str:
        """The question by its number alone where its version of the instrument is lost."""
        instrument = self._instruments.get(action.measurement)
        question = instrument.questions.get(action.question) if instrument else None
        return f"{action.question} {worded(question.name, self._t.language)[0]}" if question else action.question

    def _due(self, action: Action) -> str:
        if action.due is None:
            return ""
        day = self._t.day(action.due)
        return self._t("acting.due.passed", day=day) if action.is_overdue(self._today) else day


def columns(view: View, cards: Sequence[Card], t: Translator) -> list[Column]:
    """Every card stands in exactly one column. Unplaced ones stand last, in a column that is there only with them."""
    match view:
        case View.BOARD:
            return [_column(status, t(f"action-status.{status}"), cards, Status(status)) for status in Status]
        case View.MATRIX:
            found = [_column(cell, t(f"cell.{cell}"), cards, cell) for cell in Cell]
            unplaced = [card for card in cards if card.action.cell is None]
        case View.CYCLE:
            found = [_column(phase, t(f"phase.{phase}"), cards, phase) for phase in Phase]
            unplaced = [card for card in cards if card.action.phase is None]
    return [*found, *([Column("unplaced", t("acting.unplaced"), tuple(unplaced))] if unplaced else [])]


def _column(key: str, name: str, cards: Iterable[Card], place: Status | Cell | Phase) -> Column:
    def stands(card: Card) -> bool:
        match place:
            case Status():
                return card.action.status is place
            case Cell():
                return card.action.cell is place
            case Phase():
                return card.action.phase is place

    return Column(key, name, tuple(sorted(filter(stands, cards), key=lambda card: card.action.due or date.max)))
