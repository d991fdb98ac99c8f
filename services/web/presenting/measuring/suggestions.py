"""Actions as the pages of a measurement show them."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from domain.action_plan.state import Action, Status
from domain.ids import ActionId, MeasurementId, QuestionId
from domain.text import Text
from services.reports.origins import Origin


class Suggestion(msgspec.Struct, frozen=True):
    """An action with its words opened: what was written, or that it was erased.

    `here`: it was suggested in the measurement whose page this is, not in an earlier one. `origin` is its question as
    seen from this measurement.
    """

    action: Action
    text: str
    erased: bool
    here: bool
    origin: Origin

    @property
    def editable(self) -> bool:
        """Reworded or withdrawn where it was suggested, until the group has chosen it."""
        return self.here and self.action.status is Status.SUGGESTED

    @property
    def typed(self) -> str:
        """The words as a field holds them."""
        return "" if self.erased else self.text


def suggestions(
    actions: Iterable[Action],
    measurement: MeasurementId,
    opened: Callable[[Text | None], str],
    is_erased: Callable[[Text | None], bool],
    origins: Mapping[ActionId, Origin],
) -> list[Suggestion]:
    """Those of this measurement, and those of earlier ones that are still under way, in the order of the plan."""
    return [
        Suggestion(
            action=action,
            text=opened(action.text),
            erased=is_erased(action.text),
            here=action.measurement == measurement,
            origin=origins[action.id],
        )
        for action in relevant(actions, measurement)
    ]


def relevant(actions: Iterable[Action], measurement: MeasurementId) -> list[Action]:
    return [
        action for action in actions if measurement in (action.measurement, action.agreed_in) or action.is_under_way
    ]


def at_question(every: Iterable[Suggestion], question: QuestionId) -> list[Suggestion]:
    return [suggestion for suggestion in every if suggestion.origin.here == question]
