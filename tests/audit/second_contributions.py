"""How the other verifier makes what counts for the country (“What counts for the country” in docs/audit.md)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.audit.second_reading import Event, Json, dump, guard, load, need, text

Rows = dict[tuple[str, tuple[str, ...]], bytes]

SHARING = {
    "workspace.workspace-founded",
    "workspace.sharing-started",
    "workspace.sharing-declined",
    "workspace.sharing-stopped",
}
THEMES = {"collaboration.collaboration-formed", "collaboration.purpose-reworded"}
STATUS = {
    "action-suggested": "suggested",
    "action-agreed": "agreed",
    "agreement-withdrawn": "suggested",
    "action-started": "started",
    "action-taken-up": "started",
    "action-done": "done",
    "action-dropped": "dropped",
}
ENDINGS = {"measurement-reopened", "measurement-not-completed", "measurement-voided"}


def quarter(event: Event) -> str:
    """Tell a quarter by the clock in Norway."""
    there = datetime.fromisoformat(event.get("at")).astimezone(ZoneInfo("Europe/Oslo"))
    return f"{there.year:04}K{1 + (there.month - 1) // 3}"


def numbers(figures: Json) -> Json:
    """Pick the figures that take part, those that are not null."""
    found = {f"score:{field['field']}": field["score"] for field in figures["fields"]}
    found.update({f"weighting:{value['value']}": value["weighting"] for value in figures["values"]})
    found["thickness:all"] = figures["thickness"]
    return {name: number for name, number in found.items() if number is not None}


class Country:
    """What takes part, event by event."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.workspaces: Json = {}
        self.themes: dict[str, Json] = {}
        self.measurements: dict[str, Json] = {}
        self.actions: dict[str, Json] = {}

    def follow(self, event: Event) -> None:
        """Let an event change what takes part."""
        area, _, what = event.topic.partition(".")
        if event.topic in SHARING:
            self.share(event, what)
        elif event.topic in THEMES:
            self.themes.setdefault(event.stream, {})[quarter(event)] = event.get("theme")
        elif area == "measurement":
            self.measure(event, what)
        elif area == "action-plan":
            self.act(event, what)

    def share(self, event: Event, what: str) -> None:
        """Note which municipality it is, and whether it shares."""
        need(dump(load(event.state)) == event.state, "the state is not canonical JSON")
        if what == "workspace-founded":
            self.workspaces[event.stream] = {"country": event.get("country"), "number": event.get("number")}
        need(event.stream in self.workspaces, "no workspace was founded")
        since = event.get("at") if what == "sharing-started" else None
        asked = what != "workspace-founded"
        self.workspaces[event.stream].update({"shares": since is not None, "shares_since": since, "was_asked": asked})

    def measure(self, event: Event, what: str) -> None:
        """Note what closes and opens it, and whether it is practice."""
        if what == "measurement-started":
            state = {"collaboration": event.get("collaboration"), "practice": event.get("practice")}
            state |= {"closed": False, "first_closed_at": None, "values": {}}
            self.measurements[event.stream] = state
        state = self.measurements.get(event.stream, {})
        if what == "measurement-closed":
            first = state.get("first_closed_at") or event.get("at")
            state.update({"closed": True, "first_closed_at": first, "values": numbers(event.get("figures"))})
        if what in ENDINGS:
            state.update({"closed": False, "values": {}})
        if what in {"measurement-marked-as-practice", "practice-mark-lifted"}:
            state["practice"] = what == "measurement-marked-as-practice"

    def act(self, event: Event, what: str) -> None:
        """Note how the action stands, and that it stood so in the quarter."""
        key = text(event.get("action"))
        if what == "suggestion-withdrawn":
            self.actions.pop(key, None)
            return
        if what == "action-suggested":
            number = text(event.get("question")).split("-")[0]
            state: dict[str, Any] = {"field": None if number == "own" else number, "standings": {}}
            state |= {"collaboration": event.get("collaboration"), "now": {"cell": None, "status": "suggested"}}
            self.actions[key] = state
        if key in self.actions and (what in STATUS or what == "action-placed"):
            now = dict(self.actions[key]["now"])
            now.update({"status": STATUS[what]} if what in STATUS else {"cell": event.get("cell")})
            self.actions[key]["now"] = now
            self.actions[key]["standings"][quarter(event)] = now

    def rows(self) -> Rows:
        """Make the rows of all four tables."""
        rows: list[tuple[str, str, Json]] = []
        for key, state in self.actions.items():
            row = {"action_id": key, "collaboration_id": state["collaboration"], "state": state}
            rows.append(("contributed_actions", key, row))
        for key, themes in self.themes.items():
            row = {"collaboration_id": key, "state": {"themes": themes}}
            rows.append(("contributed_collaborations", key, row))
        for key, state in self.measurements.items():
            counts = state["closed"] and not state["practice"]
            row = {"measurement_id": key, "collaboration_id": state["collaboration"], "counts": counts}
            row |= {"first_closed_at": state["first_closed_at"], "state": state}
            rows.append(("contributed_measurements", key, row))
        for key, state in self.workspaces.items():
            rows.append(("contributors", key, {"workspace_id": key, **state}))
        return {(table, (key,)): dump({"row": row, "table": table}) for table, key, row in rows}


def rows_of_the_country(events: list[Event], level: int, found: list[str]) -> Rows:
    """Make the rows as the events up to a position do."""
    country = Country()
    for event in events:
        if event.readable and event.position <= level:
            with guard(event.where, found):
                country.follow(event)
    return country.rows()
