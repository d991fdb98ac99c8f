"""What earlier releases have told of one variable in one quarter: by its versions, and by changes to and from it."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from domain.national.complement import ends_of_shares, topics_of_shares, whole_of
from domain.national.differences import Members
from domain.national.groups import GroupId
from domain.national.issued import Issue
from domain.national.membership import Presence, part_of
from domain.national.noise import farthest
from domain.national.quarter import Quarter
from domain.national.release import Figure
from domain.national.variables import Variable
from services.disclosure.case import Case
from services.disclosure.questions import Asked
from services.disclosure.spans import Bound, bound_of_mean, bounds_of_change, panel_then


class Earlier(msgspec.Struct):
    """`presences` and the `sets` of means by version; `groups` are all that any variable of the question has told."""

    presences: list[Presence] = []
    sets: list[Mapping[GroupId, Members]] = []
    groups: set[GroupId] = set()
    numbers: dict[tuple[str, str], Fraction] = {}
    bounds: list[Bound] = []


def told_earlier(case: Case, asked: Asked, variable: Variable, quarter: Quarter) -> Earlier:
    """To a reader who knows every number of every other quarter."""
    issues, found = asked.question.issues, Earlier()
    for place, issue in enumerate(issues):
        then = place_before(place, issues)
        if issue.quarter == quarter:
            means = _means(case, place, issues, variable)
            found.presences.append(issue.presence)
            found.sets.append({group: issue.sets[group] for group in means})
            found.groups |= issue.sets.keys()
            found.numbers |= case.past_numbers(place, variable.id)
            found.bounds += [
                bound_of_mean(group, issue.sets[group], one.mean, variable, case.rules) for group, one in means.items()
            ]
            found.bounds += [now for now, _ in _changes(case, place, then, issues, variable)]
            found.bounds += _by_the_sum(case, asked, place, variable)
        elif then is not None and issues[then].quarter == quarter:
            found.bounds += [earlier for _, earlier in _changes(case, place, then, issues, variable)]
    return found


def place_before(place: int, issues: Sequence[Issue]) -> int | None:
    """Of the release that changes are counted from in the one at that place."""
    return next((one for one in range(place - 1, -1, -1) if issues[one].quarter < issues[place].quarter), None)


def _means(case: Case, place: int, issues: Sequence[Issue], variable: Variable) -> Mapping[GroupId, Figure]:
    release = case.pasts[place].published.release
    figures = {group: release.figure(group, variable.id) for group in issues[place].sets}
    return {group: figure for group, figure in figures.items() if figure.mean is not None}


def _changes(
    case: Case, place: int, then: int | None, issues: Sequence[Issue], variable: Variable
) -> Iterator[tuple[Bound, Bound]]:
    if then is None:
        return
    release = case.pasts[place].published.release
    for group, panel in issues[place].panels.items():
        published = release.figure(group, variable.id).change
        if published is not None:
            numbers = (case.past_numbers(place, variable.id), case.past_numbers(then, variable.id))
            panels = (panel, panel_then(panel, issues[then].sets, group))
            yield bounds_of_change(group, panels, published, numbers, variable, case.rules)


def _by_the_sum(case: Case, asked: Asked, place: int, variable: Variable) -> Iterator[Bound]:
    """What a version's other shares said of this one, told or not."""
    shares = next((shares for shares in topics_of_shares(asked.variables) if variable in shares), ())
    if not shares:
        return
    release = case.pasts[place].published.release
    whole = whole_of([case.past_numbers(place, share.id) for share in shares])
    for group, members in asked.question.issues[place].sets.items():
        figures = {share.id: release.figure(group, share.id) for share in shares}
        told = {share: figure for share, figure in figures.items() if figure.mean is not None}
        if told and all((name, part_of(group)) in whole for name in members):
            noise = farthest(len(members), variable, case.rules)
            yield (part_of(group), members), *ends_of_shares(told, shares, noise)[variable.id]
