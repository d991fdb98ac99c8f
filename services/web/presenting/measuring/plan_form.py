"""The form of the page where a group agrees what to do: one for all suggestions, so that nothing typed is lost."""

from collections.abc import Iterable, Iterator

from domain.action_plan.decisions import AgreeAction, Command, PlaceAction, WithdrawAgreement
from domain.action_plan.events import Cell
from domain.action_plan.state import Action, Status
from domain.ids import MeasurementId, PartnerId
from services.web.forms import Form

CHOSEN = "yes"
PARTS = ("agree", "owner", "due", "cell")


def shown_fields(actions: Iterable[Action]) -> dict[str, str]:
    """Every field as a fresh page holds it; `shown-…` holds all of an action's together, to see what was touched."""
    fields: dict[str, str] = {}
    for action in actions:
        parts = {
            "agree": CHOSEN if action.status is Status.AGREED else "",
            "owner": str(action.owner or ""),
            "due": action.due.isoformat() if action.due else "",
            "cell": action.cell or "",
        }
        fields |= {f"{part}-{action.id}": text for part, text in parts.items()}
        fields |= {f"shown-{action.id}": "|".join(parts.values())}
    return fields


def refreshed(form: Form, actions: Iterable[Action]) -> dict[str, str]:
    """The fields of a refused form: what was typed; an action that came to the plan meanwhile as it stands."""
    return {**shown_fields(action for action in actions if f"shown-{action.id}" not in form.typed), **form.typed}


def choosable(actions: Iterable[Action]) -> list[Action]:
    """What can be chosen or given up; what was started or is over belongs to the time after the measurement."""
    return [action for action in actions if action.status in {Status.SUGGESTED, Status.AGREED}]


def asked_for(form: Form, actions: Iterable[Action], measurement: MeasurementId) -> tuple[Command, ...]:
    """For what was touched only: whoever changed another action meanwhile keeps that. Raises `FieldIsUnreadable`."""
    return tuple(command for action in choosable(actions) for command in _of(form, action, measurement))


def _of(form: Form, action: Action, measurement: MeasurementId) -> Iterator[Command]:
    typed = "|".join(form.text(f"{part}-{action.id}") for part in PARTS)
    if f"shown-{action.id}" not in form.typed or typed == form.text(f"shown-{action.id}"):
        return
    if form.text(f"agree-{action.id}") != CHOSEN:
        yield WithdrawAgreement(action=action.id)
        return
    owner = form.optional_key(f"owner-{action.id}")
    yield AgreeAction(
        action=action.id,
        measurement=measurement,
        owner=PartnerId(owner) if owner else None,
        due=form.day(f"due-{action.id}"),
    )
    cell = form.choice(f"cell-{action.id}", Cell) if form.has(f"cell-{action.id}") else None
    yield PlaceAction(action=action.id, cell=cell, phase=action.phase)
