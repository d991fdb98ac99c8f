"""The form of a plan: from what was typed to the plan, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from domain.campaign.events import Cause
from domain.campaign.state import Campaign
from domain.ids import CollaborationId, RoundId
from domain.modes import Mode
from domain.planning.plan import AllOfThem, Listed, OfThemes, Plan, Selection
from domain.themes import Theme
from services.web.forms import FieldIsUnreadable, Form
from services.web.presenting.campaigns.rules import By, Every, choice_of, rule_of

CHOSEN: Final = "yes"

LONGEST_RULE: Final = 200
"""Characters."""

YEARS: Final = range(2020, 2200)
"""What can be meant by a first day."""

AT_FIELDS: Final[Mapping[str, str]] = {
    "rule_is_not_understood": "rule",
    "begins_off_the_rule": "begins",
    "begins_in_the_past": "begins",
    "rounds_would_overlap": "open_for",
    "open_for_too_long": "open_for",
    "reminders_outside_the_round": "reminders",
    "nothing_is_chosen": "selection",
}
"""Which field a refusal is about."""


def plan_in(form: Form) -> Plan:
    """Raises `FieldIsUnreadable`, or what is said of a text. Whether it can be kept is for the domain to say."""
    begins = form.day("begins")
    if begins is None or begins.year not in YEARS:
        raise FieldIsUnreadable(field="begins")
    return Plan(
        selection=_selection(form),
        begins=begins,
        opens_at=form.hour("opens_at"),
        rule=_rule(form, begins),
        open_for=form.number("open_for"),
        reminders=_reminders(form),
        mode=form.choice("mode", Mode),
    )


def seen_plan(form: Form) -> Plan:
    """The plan that the page showed, as `shown_fields` has put it there."""
    try:
        return msgspec.json.decode(form.text("seen"), type=Plan)
    except msgspec.DecodeError:
        raise FieldIsUnreadable(field="seen") from None


def shown_fields(name: str, plan: Plan) -> dict[str, str]:
    """Every field as a fresh page holds it."""
    every, by = choice_of(plan)
    fields = {
        "name": name,
        "every": every.value,
        "by": by.value,
        "rule": plan.rule or "" if every is Every.OWN else "",
        "begins": plan.begins.isoformat(),
        "opens_at": plan.opens_at.isoformat(timespec="minutes"),
        "open_for": str(plan.open_for),
        "reminders": ", ".join(str(days) for days in plan.reminders),
        "mode": plan.mode.value,
        "seen": msgspec.json.encode(plan).decode(),
    }
    match plan.selection:
        case AllOfThem():
            return fields | {"selection": "all"}
        case OfThemes(themes=themes):
            return fields | {"selection": "themes"} | {f"theme-{theme}": CHOSEN for theme in themes}
        case Listed(collaborations=listed):
            return fields | {"selection": "listed"} | {f"collaboration-{one}": CHOSEN for one in listed}


def skips_in(form: Form, state: Campaign, planned: tuple[RoundId, ...]) -> dict[RoundId, str]:
    """Which of these rounds are to be left out, and the reason that stood beside the choice."""
    return {
        one: form.text(f"skip-{one}")
        for one in planned
        if form.has(f"skip-{one}") and state.skipped.get(one) is not Cause.PLANNED
    }


def _selection(form: Form) -> Selection:
    match form.text("selection"):
        case "all":
            return AllOfThem()
        case "themes":
            return OfThemes(themes=tuple(theme for theme in Theme if form.has(f"theme-{theme}")))
        case "listed":
            named = sorted(name for name in form.typed if name.startswith("collaboration-"))
            return Listed(collaborations=tuple(_collaboration(name) for name in named))
        case _:
            raise FieldIsUnreadable(field="selection")


def _collaboration(name: str) -> CollaborationId:
    try:
        return CollaborationId(UUID(name.removeprefix("collaboration-")))
    except ValueError:
        raise FieldIsUnreadable(field="selection") from None


def _rule(form: Form, begins: date) -> str | None:
    every = form.choice("every", Every)
    if every is Every.OWN:
        written = "".join(form.words("rule", LONGEST_RULE).split()).upper()
        return written.removeprefix("RRULE:")
    return rule_of(every, form.choice("by", By) if form.has("by") else By.WEEKDAY, begins)


def _reminders(form: Form) -> tuple[int, ...]:
    """Days before the closing, with commas or blanks between them; none where nothing was written."""
    try:
        return tuple(int(days) for days in form.text("reminders").replace(",", " ").split())
    except ValueError:
        raise FieldIsUnreadable(field="reminders") from None
