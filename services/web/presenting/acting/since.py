"""What a measurement looks back on: what the group says of each action, as its form has it."""

from collections.abc import Iterable, Mapping

from domain.action_plan.decisions import Command, JudgeAction
from domain.action_plan.events import Verdict
from domain.action_plan.state import Action
from domain.ids import MeasurementId
from services.web.forms import Form

PARTS = ("verdict", "words")


def shown_fields(actions: Iterable[Action], which: MeasurementId, words: Mapping[str, str]) -> dict[str, str]:
    """Every field as a fresh page holds it; `shown-…` holds an action's together, `seen-…` how often it was judged.

    `words` are the opened ones, by the action's id.
    """
    fields: dict[str, str] = {}
    for action in actions:
        parts = {"verdict": action.verdicts.get(which, ""), "words": words.get(str(action.id), "")}
        fields |= {f"{part}-{action.id}": str(text) for part, text in parts.items()}
        fields |= {f"shown-{action.id}": "|".join(parts.values()), f"seen-{action.id}": str(action.judgings)}
    return fields


def asked_for(form: Form, actions: Iterable[Action], which: MeasurementId) -> tuple[Command, ...]:
    """For what was touched only. Raises `FieldIsUnreadable`."""
    return tuple(_judged(form, action, which) for action in actions if _is_touched(form, action))


def _is_touched(form: Form, action: Action) -> bool:
    typed = "|".join(form.text(f"{part}-{action.id}") for part in PARTS)
    return form.has(f"seen-{action.id}") and typed != form.text(f"shown-{action.id}")


def _judged(form: Form, action: Action, which: MeasurementId) -> JudgeAction:
    name = f"verdict-{action.id}"
    return JudgeAction(
        action=action.id,
        measurement=which,
        verdict=form.choice(name, Verdict) if form.has(name) else None,
        words=form.text(f"words-{action.id}"),
        seen=form.number(f"seen-{action.id}"),
    )


def moved(form: Form, actions: Iterable[Action]) -> list[Action]:
    """Those that somebody else has judged meanwhile, and that this form says something else of."""
    return [
        action
        for action in actions
        if _is_touched(form, action) and form.text(f"seen-{action.id}") != str(action.judgings)
    ]


def refreshed(form: Form, shown: Mapping[str, str]) -> dict[str, str]:
    """The fields of a refused form: what was typed, beside what stands by now."""
    own = ("seen-", "shown-")
    return {**shown, **{name: text for name, text in form.typed.items() if not name.startswith(own)}}
