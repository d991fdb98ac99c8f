"""From what a municipality's workspaces contribute to its numbers of a quarter.

Source: domain model, section 7; the rules of disclosure control, "What is released".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import chain
from typing import Final, TypeVar

import msgspec

from domain.ids import ActionId, CollaborationId, MeasurementId
from domain.instrument.check import FIELDS
from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.snapshot import Contributor, Part, Values
from domain.national.variables import VARIABLES, Topic, VariableId

Said = TypeVar("Said")

FIELD_OF_NUMBER: Final = {str(number): field for number, field in enumerate(FIELDS, start=1)}


class Standing(msgspec.Struct, frozen=True):
    """How an action stood. `cell` is none where nobody has placed it."""

    status: str
    cell: str | None


class ContributedMeasurement(msgspec.Struct, frozen=True):
    """One that is closed and no practice. `first_closed_at` decides its quarter, whatever is corrected later."""

    id: MeasurementId
    collaboration: CollaborationId
    first_closed_at: datetime
    values: Values


class ContributedAction(msgspec.Struct, frozen=True):
    """`field` is a field's number, none for a question of the workspace's own. `standings` are by quarter's code."""

    id: ActionId
    collaboration: CollaborationId
    field: str | None
    standings: Mapping[str, Standing]


class Contribution(msgspec.Struct, frozen=True):
    """Of one workspace. `themes` are by collaboration and quarter's code."""

    themes: Mapping[CollaborationId, Mapping[str, str]]
    measurements: Sequence[ContributedMeasurement]
    actions: Sequence[ContributedAction]


class CollaborationPart(msgspec.Struct, frozen=True):
    """What one collaboration contributes to a quarter: the measurement that counts, and its numbers."""

    measurement: MeasurementId
    collaboration: CollaborationId
    theme: str | None
    values: Values


def at_the_end_of(quarter: Quarter, by_quarter: Mapping[str, Said]) -> Said | None:
    """What was last said in the quarter or before it; `None` where nothing had been."""
    said = [code for code in by_quarter if code <= str(quarter)]
    return by_quarter[max(said)] if said else None


def parts_of(contribution: Contribution, quarter: Quarter) -> Sequence[CollaborationPart]:
    """One for each collaboration that has a measurement in the quarter: the one that was first closed last."""
    last = {
        one.collaboration: one
        for one in sorted(contribution.measurements, key=lambda one: (one.first_closed_at, one.id))
        if Quarter.of(one.first_closed_at) == quarter
    }
    actions: dict[CollaborationId, list[ContributedAction]] = {collaboration: [] for collaboration in last}
    for action in contribution.actions:
        if action.collaboration in actions:
            actions[action.collaboration].append(action)
    return [
        CollaborationPart(
            measurement=measurement.id,
            collaboration=collaboration,
            theme=at_the_end_of(quarter, contribution.themes.get(collaboration, {})),
            values={**measurement.values, **shares_of(actions[collaboration], quarter)},
        )
        for collaboration, measurement in sorted(last.items())
    ]


def shares_of(actions: Iterable[ContributedAction], quarter: Quarter) -> Values:
    """Which part of a collaboration's actions is of each field, in each cell and of each status, 0 to 1.

    Those without a field or a cell are left out of these parts. Where nothing is left, there is no number and not 0.
    """
    stood = [(one, standing) for one in actions if (standing := at_the_end_of(quarter, one.standings))]
    fields = [FIELD_OF_NUMBER[one.field] for one, _ in stood if one.field in FIELD_OF_NUMBER]
    return {
        **_shares(Topic.ACTIONS_BY_FIELD, fields),
        **_shares(Topic.ACTIONS_BY_CELL, [standing.cell for _, standing in stood if standing.cell is not None]),
        **_shares(Topic.ACTIONS_BY_STATUS, [standing.status for _, standing in stood]),
    }


def _shares(topic: Topic, found: Sequence[str]) -> Values:
    """Of every key of the topic, 0 where there is none of it among those found."""
    counted = Counter(found)
    return {
        variable.id: Fraction(counted[variable.key], len(found))
        for variable in VARIABLES
        if variable.topic is topic and found
    }


def means(values: Iterable[Values]) -> Values:
    """Of each variable the unweighted mean over those that have a number."""
    numbers: dict[VariableId, list[Fraction]] = {}
    for variable, number in chain.from_iterable(one.items() for one in values):
        numbers.setdefault(variable, []).append(number)
    return {variable.id: mean(numbers[variable.id]) for variable in VARIABLES if variable.id in numbers}


def mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def contributor(number: str, place: Place, parts: Sequence[CollaborationPart]) -> Contributor:
    """The municipality with the parts of all its collaborations, whichever of its workspaces they are in."""
    themes = sorted({part.theme for part in parts if part.theme is not None})
    of_themes = {theme: [part.values for part in parts if part.theme == theme] for theme in themes}
    return Contributor(
        number=number,
        place=place,
        collaborations=len(parts),
        values=means(part.values for part in parts),
        themes={theme: Part(len(of_theme), means(of_theme)) for theme, of_theme in of_themes.items()},
    )
