"""How the other verifier computes figures anew (“Figures” in docs/audit.md), and holds events to what rests on them."""

import json
import tomllib
from fractions import Fraction
from typing import Any, cast

from tests.audit.second_reading import (
    NOT_RELEVANT,
    Event,
    Json,
    Record,
    dump,
    guard,
    load,
    need,
    sha256,
    text,
    whole,
)
from tests.audit.second_spreads import middle, spreads

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
