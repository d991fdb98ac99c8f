"""Another verifier of an export, written from docs/audit.md alone."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from tests.audit.second_checkpoints import (
    check_checkpoints,
    check_note,
    check_signers,
    read_keys,
    read_note,
    trusted_keys,
)
from tests.audit.second_contributions import rows_of_the_country
from tests.audit.second_figures import (
    Instruments,
    check_adopted,
    check_closing,
    check_end,
    check_start,
    differing,
    read_instruments,
)
from tests.audit.second_reading import (
    MODELS,
    NOT_RELEVANT,
    Event,
    Json,
    Record,
    dump,
    guard,
    load,
    need,
    read_log,
    read_records,
    sha256,
    text,
    whole,
)
from tests.audit.second_spreads import check_tally
from tests.audit.second_tables import CHANGES, FIRST, KEYS


def check_events(events: list[Event], log: Json | None, found: list[str]) -> None:
    """Check headers, hashes and the chain ("Events and the chain", 1 to 4)."""
    position, chain = 0, bytes(32)
    versions: dict[str, int] = {}
    for event in events:
        position += 1
        checks = [(event.chain == sha256(b"\x02" + chain + event.leaf), "the chain hash does not follow")]
        if event.readable:
            checks += [
                (log is None or event.tenant == log["tenant"], "the tenant is not the log's"),
                (event.position == position, f"the position is not {position}, the next"),
                (event.version == versions.get(event.stream, 0) + 1, "the version is not the next of its stream"),
                (event.state_hash == sha256(event.state), "the state is not the one that was hashed"),
                (event.sealed_hash == sha256(event.sealed), "the sealed parts are not the ones that were hashed"),
                (bool(event.subject) == bool(event.sealed), "only one of subject and sealed parts is there"),
            ]
            position, versions[event.stream] = event.position, event.version
        found += [f"{event.where}: {message}" for good, message in checks if not good]
        chain = event.chain
    if log and (position, chain.hex()) != (log["position"], log["chain_hash"]):
        found.append(f"log: position and chain hash are not those of the last event, {position}")


def check_commands(records: list[Record], events: list[Event], found: list[str]) -> None:
    """Check that the runs of events are what the commands say ("Events and the chain")."""
    left: set[tuple[int, int, str]] = set()
    for command, run in groupby((event for event in events if event.readable), key=lambda event: event.command):
        positions = [event.position for event in run]
        left.add((positions[0], positions[-1], command))
    known, before = set[str](), (0, 0, "")
    for record in records:
        with guard(f"file, byte {record.offset}", found):
            value = load(record.body, "command first last")
            one = first, last, command = whole(value["first"], 1), whole(value["last"], 0), text(value["command"])
            need(str(UUID(command)) == command, "the command is not a UUID")
            within = first - 1 <= last <= len(events)
            checks = (
                (one > before, "stands out of order"),
                (command not in known, "is there twice"),
                (within and (first > last or one in left), f"did not write exactly {first} to {last}"),
            )
            found += [f"command {command}: {message}" for good, message in checks if not good]
            left.discard(one)
            known.add(command)
            before = one
    found += [f"event {first}: no command wrote exactly {first} to {last}" for first, last, _ in sorted(left)]


GONE = object()
WORD = re.compile(r"^(\w+)(?:\[(\w+)\])?(?:([^\w\[])(.*))?$")


def grade(event: Event, name: str) -> object:
    """Read a weight or an answer ("Figures")."""
    value = event.get(name)
    return value if name == "answer" and value == NOT_RELEVANT else whole(value, 0, 10)


MAKE: dict[str, Callable[[Event, str, Any], object]] = {
    "=": lambda event, name, _: event.get(name),
    ":": lambda _, constant, __: json.loads(constant),
    "~": lambda event, name, _: event.part(name),
    "?": lambda event, name, _: event.part(name) or GONE,
    "-": lambda _, __, ___: GONE,
    "+": lambda _, __, before: before + 1,
    "|": lambda event, name, before: event.get(name) if before is None else before,
    "@": lambda _, constant, before: json.loads(constant) if before is None else before,
    "^": lambda event, name, _: load(event.state).get(name, GONE),
    "!": lambda event, name, _: grade(event, name),
    "*": lambda event, names, _: {name: event.get(name) for name in names.split(",")},
    "#": lambda event, name, before: {"revision": before["revision"] + 1 if before else 1, "text": event.part(name)},
}


def change(state: Json, event: Event, word: str) -> None:
    """Let an event change one thing of a state, as the table says ("What the pages show")."""
    name, by, how, source = WORD.findall(word)[0]
    place, key = (state[name], text(event.get(by))) if by else (state, name)
    value = MAKE[how or "="](event, source if how else name, place.get(key))
    if value is GONE:
        place.pop(key, None)
    else:
        place[key] = value


Thing = tuple[Json, Event, Event]  # what a row is made of: its state, its first event and its last


def apply(event: Event, things: dict[str, dict[str, Thing]], instruments: Instruments, found: list[str]) -> None:
    """Let an event change what it belongs to, and check figures on the way ("What the pages show")."""
    if event.topic not in CHANGES:
        return
    area = event.topic.split(".")[0]
    by = {"action-plan": "action", "invitation": "invitation", "workspace": "member"}.get(area)
    key = text(event.get(by)) if by else event.stream
    first = event.topic in FIRST
    need(first or key in things[area], f"{event.topic} belongs to nothing")
    need(dump(load(event.state)) == event.state, "the state is not canonical JSON")
    text(event.get("at"))
    thing: Thing = ({}, event, event) if first else things[area][key]
    if event.topic == "measurement.answers-revealed":
        check_tally(event, thing[0].get("tallies", {}))
    if event.topic == "measurement.answer-adopted":
        check_adopted(event, thing[0], instruments)
    with guard(event.where, found):
        if event.topic == "measurement.measurement-started":
            check_start(event, instruments)
        if event.topic == "measurement.measurement-closed":
            check_closing(event, thing[0], instruments)
        if event.topic == "measurement.measurement-not-completed":
            check_end(event, thing[0], instruments)
    state = copy.deepcopy(thing[0])
    for word in CHANGES[event.topic]:
        change(state, event, word)
    things[area][key] = (state, thing[1], event)
    if event.topic == "action-plan.suggestion-withdrawn":
        del things[area][key]


def rows_of(model: str, key: str, thing: Thing) -> Iterator[tuple[str, Json]]:
    """Make the rows of one thing ("What the pages show")."""
    state, first, last = thing
    table = {"audit_accesses": "accesses"}.get(model, model)
    row: Json = {KEYS[table][0]: key, "state": state}
    if model == "people":
        row = dict(state)
    elif model == "audit_accesses":
        row |= {"auditor_id": state["auditor"], "until": state["until"], "granted_at": state["granted_at"]}
    elif model == "erasures":
        what = state["what"]
        row |= {"person_id": what["member"] if what["type"] == "person" else None}
        row |= {"requested_at": state["requested_at"]}
    elif model == "invitations":
        row |= {"measurement_id": state["measurement"], "person_id": state["person"]}
    elif model == "campaigns":
        row |= {"name": state["name"], "standing": state["standing"], "planned_at": first.get("at")}
    elif model == "collaborations":
        row |= {"name": state["name"], "theme": state["theme"], "formed_at": first.get("at")}
        for subject, partner in state["participants"].items():
            yield "belonging", {"collaboration_id": key, "partner_id": partner, "subject_id": subject}
    else:
        row |= {"collaboration_id": state["collaboration"], "status": state["status"]}
    if model == "actions":
        row |= {"measurement_id": state["measurement"], "suggested_position": first.position}
    if model == "measurements":
        row["state"] = {
            name: kept
            for name, kept in state.items()
            if kept or name not in {"adopted", "dissents", "spreads", "tallies"}
        }
        row |= {name: state[name] for name in ("started_at", "closed_at", "first_closed_at")}
        row |= {"practice": state["practice"], "version": last.version, "changed_at": last.get("at")}
    yield table, row


Rows = dict[tuple[str, tuple[str, ...]], bytes]


def make_rows(events: list[Event], shown: dict[str, int], instruments: Instruments, found: list[str]) -> Rows:
    """Make every row as the events up to its read model's position do ("What the pages show")."""
    things: dict[str, dict[str, Thing]] = {area: {} for area in MODELS.values()}
    kept: list[tuple[str, str, Thing]] = []
    pending = dict(shown)
    for event in events:
        for model in [model for model, level in pending.items() if event.readable and level < event.position]:
            kept += [(model, key, thing) for key, thing in things[MODELS[model]].items()]
            del pending[model]
        with guard(event.where, found):
            apply(event, things, instruments, found)
    kept += [(model, key, thing) for model in pending for key, thing in things[MODELS[model]].items()]
    rows: Rows = rows_of_the_country(events, shown["contributions"], found)
    for model, key, thing in kept:
        with guard(thing[2].where, found):
            for table, row in rows_of(model, key, thing):
                rows[table, tuple(row[name] for name in KEYS[table])] = dump({"row": row, "table": table})
    return rows


def check_rows(records: list[Record], rows: Rows, found: list[str]) -> None:
    """Compare the rows in the file with those that the events make ("What the pages show")."""
    seen, before = set[tuple[str, tuple[str, ...]]](), (-1, tuple[str, ...]())
    for record in records:
        with guard(f"file, byte {record.offset}", found):
            body = load(record.body, "row table")
            table, row = text(body["table"]), body["row"]
            need(table in KEYS, f"there is no table {table[:60]!r}")
            key = tuple(text(row[name]) for name in KEYS[table])
            where, place = f"row {table} {' '.join(key)}", (list(KEYS).index(table), key)
            found += [] if place > before else [f"{where}: stands out of order, or twice"]
            before = place
            seen.add((table, key))
            if (table, key) not in rows:
                found.append(f"{where}: no event made it")
            elif rows[table, key] != record.body:
                wrong = ", ".join(differing(row, load(rows[table, key])["row"]))
                found.append(f"{where}: is not what the events make, in {wrong}")
    found += [f"row {table} {' '.join(key)}: is missing" for table, key in rows if (table, key) not in seen]


def verify(export: bytes, key: str | None, kept: bytes | None, found: list[str]) -> Json:
    """Check everything, and say how far each read model has come."""
    records = read_records(export, found)
    log = read_log(records["log"], found)
    events = [Event(place, record, found) for place, record in enumerate(records["event"], 1)]
    check_events(events, log, found)
    check_commands(records["command"], events, found)
    instruments = read_instruments(records["instrument"], events, found)
    keys = read_keys(records["key"], log["origin"] if log else "", found)
    rows = make_rows(events, log["shown"] if log else dict.fromkeys(MODELS, len(events)), instruments, found)
    if log is None:
        found.append("log: checkpoints and rows can't be checked without it")
        return {}
    signers = check_checkpoints(records["checkpoint"], log["origin"], events, keys, found)
    if kept is not None:
        with guard("checkpoint kept outside", found):
            note = read_note(kept)
            wrong, _ = check_note(note, log["origin"], events, keys)
            found += [f"checkpoint {note.size}: kept outside, {message}" for message in wrong]
    if key is not None:
        with guard("verifier key", found):
            need(signers or not events, "the log holds events and no checkpoint")
            check_signers(trusted_keys(key, log["origin"], keys), signers)
    check_rows(records["shown"], rows, found)
    return cast("Json", log["shown"])


def findings(file: Path, key: str | None = None, checkpoint: Path | None = None) -> list[str]:
    """Every finding as a sentence that begins with where it is; none for a good export."""
    found: list[str] = []
    with guard("file, byte 0", found):
        verify(file.read_bytes(), key, checkpoint.read_bytes() if checkpoint else None, found)
    return found
