"""Another verifier of an export, written from docs/audit.md alone."""

import base64
import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.audit.second_reading import (
    MODELS,
    NOT_RELEVANT,
    Event,
    Json,
    Record,
    dump,
    from_base64,
    guard,
    load,
    need,
    read_log,
    read_records,
    sha256,
    text,
    whole,
)
from tests.audit.second_spreads import check_tally, middle, spreads
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


class Key(NamedTuple):
    """A signing key, and whether the one before endorsed it ("Checkpoints")."""

    public: bytes
    endorsed: bool

    def signed(self, signature: bytes, signed: bytes) -> bool:
        """Say whether a signature is good by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    def key_id(self, origin: str) -> bytes:
        """Make the key id ("Checkpoints")."""
        return sha256(origin.encode() + b"\n\x01" + self.public)[:4]


def read_keys(records: list[Record], origin: str, found: list[str]) -> list[Key]:
    """Read the signing keys, their numbers and endorsements ("Checkpoints")."""
    keys: list[Key] = []
    for number, record in enumerate(records, 1):
        key = Key(b"", endorsed=False)
        with guard(f"key {number}", found):
            value = load(record.body, "endorsement number public_key")
            key = Key(from_base64(value["public_key"], 32), endorsed=False)
            same = [one for one in keys if one.key_id(origin) == key.key_id(origin)]
            found += [f"key {number}: another key has its key id" for _ in same]
            if keys:
                need(value["endorsement"] is not None, "the endorsement is missing")
                pair = (base64.b64encode(keys[-1].public), base64.b64encode(key.public))
                statement = b"samson key change\n%b\n%b\n" % pair
                need(keys[-1].signed(from_base64(value["endorsement"]), statement), "the endorsement is not good")
                key = Key(key.public, endorsed=True)
            need(keys or value["endorsement"] is None, "the first key bears an endorsement")
            whole(value["number"], number, number)
        keys.append(key)
    return keys


class Note(NamedTuple):
    """A checkpoint as a signed note ("Checkpoints")."""

    origin: str
    size: int
    root: bytes
    signed: bytes
    signatures: list[tuple[str, bytes]]


def read_note(body: bytes) -> Note:
    """Read a checkpoint ("Checkpoints")."""
    head, _, tail = body.decode().partition("\n\n")
    lines = head.split("\n")
    need(len(lines) == 3 and tail.endswith("\n"), "is not a checkpoint")
    signatures = [text(line, "— [^ ]+ [^ ]+").split(" ")[1:] for line in tail[:-1].split("\n")]
    pairs = [(name, from_base64(raw)) for name, raw in signatures]
    size = int(text(lines[1], "0|[1-9][0-9]{0,18}"))
    return Note(lines[0], size, from_base64(lines[2], 32), f"{head}\n".encode(), pairs)


def tree_head(leaves: list[bytes]) -> bytes:
    """Make the Merkle tree head of RFC 9162, section 2.1.1 ("Checkpoints")."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"")
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + tree_head(leaves[:split]) + tree_head(leaves[split:]))


def check_note(note: Note, origin: str, events: list[Event], keys: list[Key]) -> tuple[list[str], set[int]]:
    """Say what is wrong with a checkpoint, and which keys signed it ("Checkpoints", 1 to 4)."""
    wrong = [] if note.origin == origin else ["the first line is not the log's origin"]
    if note.size > len(events):
        wrong.append("the log holds fewer events")
    elif note.root != tree_head([event.leaf for event in events[: note.size]]):
        wrong.append("the root is not that of the events")
    signers, bearing = set[int](), False
    for name, raw in note.signatures:
        numbers = {number for number, key in enumerate(keys) if name == origin and key.key_id(origin) == raw[:4]}
        good = {number for number in numbers if keys[number].signed(raw[4:], note.signed)}
        signers, bearing = signers | good, bearing or bool(numbers)
        if numbers and not good:
            wrong.append(f"the signature is not good by key {min(numbers) + 1}")
    return wrong if bearing else [*wrong, "no signature bears the origin and a key of the file"], signers


def check_checkpoints(
    records: list[Record], origin: str, events: list[Event], keys: list[Key], found: list[str]
) -> dict[int, set[int]]:
    """Check the checkpoints of the file, and say who signed which size ("Checkpoints")."""
    signers: dict[int, set[int]] = {}
    for record in records:
        with guard(f"file, byte {record.offset}", found):
            note = read_note(record.body)
            wrong, good = check_note(note, origin, events, keys)
            wrong += ["the size does not grow"] if signers and note.size <= max(signers) else []
            found += [f"checkpoint {note.size}: {message}" for message in wrong]
            signers[note.size] = good
    return signers


def check_signers(trusted: set[int], signers: dict[int, set[int]]) -> None:
    """Check that a trusted key signed the largest checkpoint of the file ("Checkpoints")."""
    size = max(signers, default=0)
    need(not signers or signers[size] & trusted, f"neither it nor a key that follows from it signed checkpoint {size}")


def trusted_keys(verifier: str, origin: str, keys: list[Key]) -> set[int]:
    """Say which keys of the file follow from a verifier key ("Checkpoints")."""
    name, key_id, encoded = text(verifier, r"[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+").split("+", 2)
    raw = from_base64(encoded, 33)
    need(raw[0] == 1 and Key(raw[1:], endorsed=True).key_id(name).hex() == key_id, "the key id is not that of the key")
    need(name == origin, "the name is not the log's origin")
    trusted: set[int] = set()
    for number, key in enumerate(keys):
        if key.public == raw[1:] or (number - 1 in trusted and key.endorsed):
            trusted.add(number)
    need(trusted, "the key is not in the file")
    return trusted


Instruments = dict[tuple[str, int], tuple[Json, str]]


def wordless(toml: Json) -> str:
    """Hold an instrument to its form, and hash it without its words ("Figures")."""
    plain = {"id": toml["id"], "version": toml["version"], "follows": toml.get("follows")}
    plain["values"] = [
        [
            text(one["id"]),
            one["chapter"],
            [[text(a["id"]), a.get("continues"), a.get("replaces")] for a in one["ambitions"]],
        ]
        for one in toml["values"]
    ]
    plain["fields"] = [
        [text(one["id"]), one["number"], one["chapter"],
         [[text(q["id"]), q.get("continues"), q.get("replaces"), q["links"], q.get("thickness", False), q["chapter"]]
          for q in one["questions"]]]
        for one in toml["fields"]
    ]  # fmt: skip
    known = {one["id"] for one in toml["values"]}
    for _, _, _, links, thickness, _ in (question for one in plain["fields"] for question in one[3]):
        numbers = [whole(link, 0) for link in links.values()]
        good = len(numbers) == len(known & set(links)) and isinstance(thickness, bool)
        need(good, "a question does not have its form")
    if "demonstration" in toml:
        plain["demonstration"] = toml["demonstration"]
        del plain["follows"]
        for one in plain["values"]:
            one[2] = [ambition[0] for ambition in one[2]]
        for one in plain["fields"]:
            one[3] = [[question[0], *question[3:]] for question in one[3]]
    load(dump(plain))
    return sha256(dump(plain)).hex()


def read_instruments(records: list[Record], events: list[Event], found: list[str]) -> Instruments:
    """Read the instruments, which are those that the events name ("The file")."""
    named, instruments, before = set[tuple[str, int]](), Instruments(), ("", -1)
    for event in events:
        if event.topic == "measurement.measurement-started":
            with guard(event.where, []):
                named.add((text(event.get("instrument")), whole(event.get("instrument_version"), 0)))
    for record in records:
        with guard(f"file, byte {record.offset}", found):
            toml = tomllib.loads(record.body.decode())
            name = text(toml["id"]), whole(toml["version"], 0)
            found += [] if name > before else [f"file, byte {record.offset}: the instrument stands out of order"]
            before = name
            need(name in named, f"no event names the instrument {name[0]} {name[1]}")
            instruments[name] = toml, wordless(toml)
    return instruments


def enough(numbers: list[Any]) -> Fraction | None:
    """Make the mean of enough ("Figures")."""
    relevant = [number for number in numbers if number != NOT_RELEVANT]
    there = [number for number in relevant if number is not None]
    return Fraction(sum(there), len(there)) if there and 2 * len(there) >= len(relevant) else None


def mean(parts: list[tuple[int, Fraction | None]]) -> Fraction | None:
    """Make a weighted mean, none where there is nothing or one of the parts is none ("Figures")."""
    there = [(weight, part) for weight, part in parts if part is not None]
    whole_weight = sum(weight for weight, _ in there)
    same = len(there) == len(parts) and whole_weight
    return sum((weight * part for weight, part in there), Fraction()) / whole_weight if same else None


def figure_question(question: Json, values: dict[str, Fraction | None], answer: Any) -> Json:
    """Make the figures of a question as fractions ("Figures")."""
    weighting = mean([(link, values[value]) for value, link in question["links"].items() if link > 0])
    weighting = None if answer == NOT_RELEVANT else weighting
    gap = None if weighting is None or answer is None else max(Fraction(), weighting - answer)
    priority = None if weighting is None or gap is None else gap * weighting / 10
    return {"answer": answer, "gap": gap, "priority": priority, "question": question["id"], "weighting": weighting}


def figure_field(name: str, questions: list[Json]) -> Json:
    """Make the figures of a field as fractions ("Figures")."""
    relevant = [question for question in questions if question["answer"] != NOT_RELEVANT]
    return {
        "answered": sum(question["answer"] is not None for question in relevant),
        "field": name,
        "questions": questions,
        "relevant": len(relevant),
        "score": enough([question["answer"] for question in questions]),
        "weighting": mean([(1, question["weighting"]) for question in relevant]),
    }


def figures(instrument: Json, weights: Json, answers: Json) -> Json:
    """Make all figures, exact numbers as text ("Figures")."""
    values = {one["id"]: enough([weights.get(a["id"]) for a in one["ambitions"]]) for one in instrument["values"]}
    fields = []
    for one in instrument["fields"]:
        lines = [figure_question(question, values, answers.get(question["id"])) for question in one["questions"]]
        fields.append(figure_field(one["id"], lines))
    every = [line for one in fields for line in one["questions"]]
    thick = [q["id"] for one in instrument["fields"] for q in one["questions"] if q.get("thickness", False)]
    thickness = enough([answers.get(question) for question in thick])
    made = {
        "fields": fields,
        "focus": [q["question"] for q in sorted(every, key=lambda q: -(q["priority"] or 0)) if q["priority"]],
        "thickness": None if thickness is None else thickness * 10,
        "values": [{"value": value, "weighting": weighting} for value, weighting in values.items()],
    }
    return cast("Json", json.loads(json.dumps(made, default=str)))


def check_start(event: Event, instruments: Instruments) -> None:
    """Check that the instrument of a measurement is in the file, with its hash ("Figures")."""
    instrument = instruments.get((text(event.get("instrument")), whole(event.get("instrument_version"), 0)))
    need(instrument, "the instrument of the measurement is not in the file, or can't be read")
    same = instrument and instrument[1] == event.get("instrument_sha256")
    need(same, "the instrument in the file does not have the hash of the measurement")


def check_closing(event: Event, state: Json, instruments: Instruments) -> None:
    """Compute the figures of a closing anew, and compare its whole state ("Figures")."""
    name = state["instrument"], state["instrument_version"]
    need(name in instruments, "the figures can't be computed without the instrument")
    made = figures(instruments[name][0], state["weights"], state["answers"])
    wanted = {"at": text(event.get("at")), "by": text(event.get("by")), "figures": made, "scoring_version": 1}
    wanted["instrument_sha256"] = state["instrument_sha256"]
    wanted["spreads"] = spreads(instruments[name][0], state.get("tallies", {}))
    if not wanted["spreads"] and "spreads" not in load(event.state):
        del wanted["spreads"]
    if dump(wanted) != event.state:
        there = load(event.state)
        wrong = differing(there, wanted)
        if wrong == ["figures"] and isinstance(there["figures"], dict):
            wrong = [f"figures.{key}" for key in differing(there["figures"], made)]
        need(not wrong, f"the closing is not what the events make, in {', '.join(wrong)}")
        need(dump(there) == event.state, "the closing is not canonical JSON")


def check_end(event: Event, state: Json, instruments: Instruments) -> None:
    """Hold a measurement that was not completed to its rules ("Private answers")."""
    name = state["instrument"], state["instrument_version"]
    need(not state["answers"], "a question had an answer")
    need(name in instruments, "the spreads can't be computed without the instrument")
    wanted = {"at": text(event.get("at")), "by": text(event.get("by"))}
    wanted["spreads"] = spreads(instruments[name][0], state.get("tallies", {}))
    wrong = differing(load(event.state), wanted)
    need(not wrong, f"the end is not what the events make, in {', '.join(wrong)}")


def check_adopted(event: Event, state: Json, instruments: Instruments) -> None:
    """Hold an answer that was adopted without talk to its rules ("Private answers")."""
    name, question = (state["instrument"], state["instrument_version"]), text(event.get("question"))
    need(question in state.get("tallies", {}), "the private answers to the question were not revealed")
    need(event.get("answer") == middle(state["tallies"][question]["counts"]), "the answer is not their median")
    need(question not in state["answers"], "the question had an answer")
    need(name in instruments, "the field is not known without the instrument")
    fields = [[one["id"] for one in field["questions"]] for field in instruments[name][0]["fields"]]
    mine = [field for field in fields if question in field]
    need(mine, "the question is not the instrument's")
    agreed = set(state["answers"]) - set(state.get("adopted", {}))
    need(not agreed & set(mine[0]), "another question of the field has an agreed answer")


def differing(one: Json, other: Json) -> list[str]:
    """Say which keys are not the same."""
    return [key for key in sorted({*one, *other}) if dump([one.get(key, ...) is ..., one.get(key)])
            != dump([other.get(key, ...) is ..., other.get(key)])]  # fmt: skip


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
    rows: Rows = {}
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
