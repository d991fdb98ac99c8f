"""Which variables are judged together, and what every reader knows of them before the release. Source: R7."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from domain.national.groups import GroupId
from domain.national.history import History, Published
from domain.national.issued import Shown, issues_of
from domain.national.membership import Names, Presence, names_in, presence_of
from domain.national.release import Release
from domain.national.ruleset import RuleSet, rule_set
from domain.national.snapshot import Snapshot
from domain.national.variables import VARIABLES, VariableId
from services.disclosure.choice import Question


class Asked(msgspec.Struct, frozen=True):
    """A question with the variables that it is asked for; `names` are those of the snapshot that is judged."""

    question: Question
    variables: tuple[VariableId, ...]


class Past(msgspec.Struct, frozen=True):
    """An earlier release with what its municipalities' numbers are called in it."""

    published: Published
    names: Names
    presences: Mapping[VariableId, Presence]


def pasts_of(history: History) -> Sequence[Past]:
    found = []
    for place, one in enumerate(history):
        names = names_in(one.snapshot, one.release.version, versions_before(one.snapshot, history[:place]))
        found.append(Past(one, names, presences_of(one.snapshot, names)))
    return found


def versions_before(snapshot: Snapshot, history: History) -> Sequence[Published]:
    return [one for one in history if one.release.quarter == snapshot.quarter]


def presences_of(snapshot: Snapshot, names: Names) -> Mapping[VariableId, Presence]:
    """Equal ones are one and the same object."""
    kept: dict[Presence, Presence] = {}
    found = {}
    for variable in VARIABLES:
        presence = presence_of(snapshot, variable.id, names)
        found[variable.id] = kept.setdefault(presence, presence)
    return found


def asked_of(snapshot: Snapshot, version: int, names: Names, pasts: Sequence[Past], rules: RuleSet) -> Sequence[Asked]:
    presences = presences_of(snapshot, names)
    alike: dict[tuple[object, ...], list[VariableId]] = defaultdict(list)
    for variable in VARIABLES:
        then = tuple(id(past.presences[variable.id]) for past in pasts)
        alike[variable.share, id(presences[variable.id]), then].append(variable.id)
    found = []
    for variables in alike.values():
        first = next(one for one in VARIABLES if one.id == variables[0])
        issues = issues_of([shown(past, variables, rules) for past in pasts])
        question = Question(snapshot.quarter, version, presences[first.id], first, tuple(issues))
        found.append(Asked(question, tuple(variables)))
    return found


def shown(past: Past, variables: Sequence[VariableId], rules: RuleSet) -> Shown:
    """What was published of any of them. One that was withheld by value is taken to be known where others are not."""
    release = past.published.release
    means, changes = groups_with(release, variables)
    return Shown(
        release.quarter,
        release.version,
        past.presences[variables[0]],
        means,
        changes,
        rules if release.ruleset == rules.version else rule_set(release.ruleset),
    )


def groups_with(release: Release, variables: Sequence[VariableId]) -> tuple[frozenset[GroupId], frozenset[GroupId]]:
    """A mean, and a change, of any of the variables."""
    means: set[GroupId] = set()
    changes: set[GroupId] = set()
    for group, figures in release.figures.items():
        if any(one in figures and figures[one].mean is not None for one in variables):
            means.add(group)
        if any(one in figures and figures[one].change is not None for one in variables):
            changes.add(group)
    return frozenset(means), frozenset(changes)
