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
from domain.national.variables import BY_ID, VARIABLES, VariableId
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
    """An earlier release is read as its cells were chosen: together with the variables that were alike until then."""
    presences = presences_of(snapshot, names)
    then = [_alike([past.presences for past in pasts[: place + 1]]) for place in range(len(pasts))]
    found = []
    for variables in dict.fromkeys(_alike([*(past.presences for past in pasts), presences]).values()):
        first = BY_ID[variables[0]]
        issues = issues_of([shown(past, alike[first.id], rules) for past, alike in zip(pasts, then, strict=True)])
        question = Question(snapshot.quarter, version, presences[first.id], first, tuple(issues))
        found.append(Asked(question, variables))
    return found


def _alike(presences: Sequence[Mapping[VariableId, Presence]]) -> Mapping[VariableId, tuple[VariableId, ...]]:
    """Each variable with all in which the same municipalities stood in each of these snapshots."""
    together: dict[tuple[object, ...], list[VariableId]] = defaultdict(list)
    for variable in VARIABLES:
        together[variable.share, *(id(one[variable.id]) for one in presences)].append(variable.id)
    return {variable: tuple(variables) for variables in together.values() for variable in variables}


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
