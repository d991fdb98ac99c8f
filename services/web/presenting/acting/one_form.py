"""The forms of one action: who has taken it on and until when, and its place in the matrix and the cycle."""

from domain.action_plan.decisions import Agreed, MoveAction, ReviseAgreement
from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Action
from domain.ids import ActionId, PartnerId
from services.web.forms import Form


def shown_fields(action: Action) -> dict[str, str]:
    """Every field as a fresh page holds it, and beside it what the page showed."""
    fields = {
        "owner": str(action.owner or ""),
        "due": action.due.isoformat() if action.due else "",
        "cell": action.cell or "",
        "phase": action.phase or "",
    }
    return fields | {f"seen-{name}": text for name, text in fields.items()}


def refreshed(form: Form, action: Action) -> dict[str, str]:
    """The fields of a refused form: what was typed, beside what has been seen by now."""
    typed = {name: text for name, text in form.typed.items() if not name.startswith("seen-")}
    return shown_fields(action) | typed


def agreement_of(form: Form, action: ActionId) -> ReviseAgreement:
    """Raises `FieldIsUnreadable`."""
    return ReviseAgreement(action=action, agreed=_agreed(form), seen=_agreed(form, "seen-"))


def _agreed(form: Form, prefix: str = "") -> Agreed:
    owner = form.optional_key(f"{prefix}owner")
    return Agreed(owner=PartnerId(owner) if owner else None, due=form.day(f"{prefix}due"))


def place_of_action(form: Form, action: ActionId) -> MoveAction:
    """Raises `FieldIsUnreadable`."""
    (cell, phase), (seen_cell, seen_phase) = _placed(form), _placed(form, "seen-")
    return MoveAction(action=action, cell=cell, phase=phase, seen_cell=seen_cell, seen_phase=seen_phase)


def _placed(form: Form, prefix: str = "") -> tuple[Cell | None, Phase | None]:
    cell, phase = f"{prefix}cell", f"{prefix}phase"
    return (
        form.choice(cell, Cell) if form.has(cell) else None,
        form.choice(phase, Phase) if form.has(phase) else None,
    )
