"""The form of one value: how important each of its ambitions is to the group."""

from collections.abc import Iterator, Mapping

import msgspec

from domain.ids import AmbitionId
from domain.instrument.model import Value
from domain.measurement.commands import WeighValue
from domain.measurement.state import Measurement
from services.web.forms import Form

PREFIX = "weight-"


def shown_fields(state: Measurement, value: Value) -> dict[str, str]:
    """Every field as a fresh page holds it: empty where nobody has weighed yet."""
    fields: dict[str, str] = {}
    for ambition in value.ambitions:
        weight = state.weights.get(ambition.id)
        name = f"{PREFIX}{ambition.id}"
        fields |= {name: "" if weight is None else str(weight)}
        fields |= {f"seen-{name}": fields[name]}
    return fields


def asked_for(form: Form, state: Measurement, value: Value) -> tuple[WeighValue, ...]:
    """Raises `FieldIsUnreadable`. An ambition without a mark is left as it is."""
    return tuple(_weighed(form, state, value))


def _weighed(form: Form, state: Measurement, value: Value) -> Iterator[WeighValue]:
    for ambition in value.ambitions:
        name = f"{PREFIX}{ambition.id}"
        weight, seen = form.optional_number(name), form.optional_number(f"seen-{name}")
        if weight is not None and not weight == seen == state.weights.get(ambition.id):
            yield WeighValue(ambition=ambition.id, weight=weight, seen=seen)


class MovedWeight(msgspec.Struct, frozen=True):
    """Somebody else agreed `now` while this page lay open, where `wanted` was chosen."""

    now: int
    wanted: str


def moved(form: Form, state: Measurement, value: Value) -> Mapping[AmbitionId, MovedWeight]:
    return {
        ambition.id: MovedWeight(now=now, wanted=wanted)
        for ambition in value.ambitions
        if (now := state.weights.get(ambition.id)) is not None
        and (wanted := form.text(f"{PREFIX}{ambition.id}")) not in {"", str(now)}
        and form.text(f"seen-{PREFIX}{ambition.id}") != str(now)
    }


def refreshed(form: Form, shown: Mapping[str, str], gone: Mapping[AmbitionId, MovedWeight]) -> dict[str, str]:
    """The fields of a refused form: what was chosen, and what has been seen by now where that has moved."""
    seen = {f"seen-{PREFIX}{ambition}": str(weight.now) for ambition, weight in gone.items()}
    return {**shown, **form.typed, **seen}
